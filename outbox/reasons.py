"""What kept a letter from leaving, in words for the desk."""

REASONS = {
    "SMTPRecipientsRefused": "The mail server does not take letters to this address",
    "SMTPDataError": "The mail server does not take this letter",
    "SMTPSenderRefused": "The mail server does not take letters from our address",
    "SMTPAuthenticationError": "The mail server does not know our name and password",
    "SMTPNotSupportedError": "The mail server does not speak our way, such as TLS",
    "SMTPServerDisconnected": "The mail server broke off",
    "SSLCertVerificationError": "The mail server cannot prove its name",
    "ConnectionRefusedError": "The mail server does not answer",
    "TimeoutError": "The mail server does not answer",
    "gaierror": "The mail server's name is not known",
    "What it is about is gone": "What it is about was erased",
}


def reason(letter):
    """A sentence for a letter's ``error_class``, or nothing."""
    if not letter.error_class:
        return ""
    name, _, code = letter.error_class.partition(" ")
    words = REASONS.get(letter.error_class) or REASONS.get(name) or "Something went wrong"
    return f"{words} ({letter.error_class})." if letter.error_class not in REASONS else f"{words}."
