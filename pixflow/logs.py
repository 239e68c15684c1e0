import logging

from accounts.secrets import without_secrets


class LineFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        """With the whole traceback, which may hold what somebody else answered."""
        return without_secrets(super().format(record))
