"""Networks as data: what each layer makes of a shape, what it sees, and what it costs."""

from onefilter.architecture.tracing import Row, count_macs, count_parameters, trace

__all__ = ["Row", "count_macs", "count_parameters", "trace"]
