"""Numbers become marks here, and marks become SVG or plain messages for the painter."""
