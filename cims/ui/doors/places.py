"""Currency and time zone of a new office, preset from where this computer says it is."""

from PySide6.QtCore import QLocale, QTimeZone

from cims.ui.matching import Item

CURRENCIES = (
    "CNY", "HKD", "MOP", "TWD", "USD", "EUR", "GBP", "JPY", "KRW", "SGD", "MYR", "THB", "VND",
    "IDR", "PHP", "INR", "PKR", "AED", "SAR", "TRY", "RUB", "KZT", "UZS", "AUD", "NZD", "CAD",
    "MXN", "BRL", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "ZAR", "EGP", "NGN", "KES",
)  # fmt: skip
USUAL_CURRENCY, USUAL_ZONE = "CNY", "Asia/Shanghai"
PLACELESS = ("Etc/", "UTC", "GMT")


def preset_currency() -> str:
    """The currency of this computer's country."""
    code = QLocale.system().currencySymbol(QLocale.CurrencySymbolFormat.CurrencyIsoCode)
    return code if code in CURRENCIES else USUAL_CURRENCY


def preset_zone() -> str:
    """The time zone of this computer; a server's UTC says nothing about an office."""
    zone = QTimeZone.systemTimeZoneId().toStdString()
    return USUAL_ZONE if not zone or zone.startswith(PLACELESS) else zone


def currencies() -> list[Item]:
    """The currencies to choose from, under their name in the language that is shown."""
    return [Item(code, code) for code in CURRENCIES]


def zones() -> list[Item]:
    """Every time zone that has a place."""
    names = {zone.toStdString() for zone in QTimeZone.availableTimeZoneIds()} | {preset_zone()}
    towns = sorted(name for name in names if "/" in name and not name.startswith(PLACELESS))
    return [Item(name, name.replace("_", " ")) for name in towns]
