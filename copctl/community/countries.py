"""Countries as ISO 3166-1 codes. The names come with the time zone data (IANA, iso3166.tab)."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from copctl.errors import Refused
from copctl.names import did_you_mean, key, near

_VERY_NEAR = 0.8
# What countries of the region are called in its languages.
_NATIVE = {
    "BD": "বাংলাদেশ",
    "BT": "འབྲུག་ཡུལ",
    "CN": "中国, 中國, 中华人民共和国",
    "ID": "republik indonesia",
    "IN": "भारत",
    "JP": "日本",
    "KH": "កម្ពុជា, ប្រទេសកម្ពុជា, ព្រះរាជាណាចក្រកម្ពុជា, ខ្មែរ, campuchia, cambodge, camboya, kamboja, กัมพูชา, "
          "ກຳປູເຈຍ, ກໍາປູເຈຍ, ကမ္ဘောဒီးယား",
    "KR": "한국, 대한민국",
    "LA": "ລາວ, ປະເທດລາວ, ສປປ ລາວ, ສ.ປ.ປ ລາວ, ສາທາລະນະລັດ ປະຊາທິປະໄຕ ປະຊາຊົນລາວ, lào, lao p.d.r., ลาว, "
          "สปป.ลาว, ឡាវ, လာအို",
    "MM": "မြန်မာ, မြန်မာနိုင်ငံ, ပြည်ထောင်စု သမ္မတ မြန်မာနိုင်ငံတော်, miến điện, birmanie, เมียนมา, พม่า, ມຽນມາ, មីយ៉ាន់ម៉ា",
    "MN": "монгол, монгол улс",
    "MY": "mã lai",
    "NP": "नेपाल",
    "PH": "pilipinas",
    "TH": "ไทย, ประเทศไทย, ราชอาณาจักรไทย, เมืองไทย, thái lan, thaïlande, tailandia, ໄທ, ປະເທດໄທ, ថៃ, ប្រទេសថៃ, "
          "ထိုင်း, ထိုင်းနိုင်ငံ",
    "TL": "timor leste, timor-leste, timor lorosa'e",
    "VN": "việt nam, vietnam, nước việt nam, cộng hòa xã hội chủ nghĩa việt nam, viêt nam, เวียดนาม, ຫວຽດນາມ, "
          "វៀតណាម, ဗီယက်နမ်",
}  # fmt: skip
# Names that people write and the table spells otherwise.
_ALSO = {
    "viet nam": "VN",
    "lao pdr": "LA",
    "lao people's democratic republic": "LA",
    "myanmar": "MM",
    "burma": "MM",
    "uk": "GB",
    "united kingdom": "GB",
    "usa": "US",
    "united states of america": "US",
    "timor-leste": "TL",
    "republic of korea": "KR",
    "china": "CN",
}


@cache
def names() -> dict[str, str]:
    """Code -> English name."""
    table = files("tzdata").joinpath("zoneinfo", "iso3166.tab").read_text(encoding="utf-8")
    pairs = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return dict(pairs)


@cache
def _codes() -> dict[str, str]:
    native = {key(name): code for code, listed in _NATIVE.items() for name in listed.split(", ")}
    return {**{key(name): code for code, name in names().items()}, **native, **_ALSO}


@cache
def country_code(text: str) -> str:
    """The two-letter code of a country given by code, English name or a name of the region's languages.

    Refused for an unknown one.
    """
    typed = key(text)
    if len(typed) == 2 and typed.upper() in names():
        return typed.upper()
    code = _codes().get(typed)
    if code is None:
        hint = did_you_mean(text, _likely(text), "use its two-letter code, such as KH")
        raise Refused(f"There is no country {text!r}.", hint=hint)
    return code


def _likely(text: str) -> list[str]:
    """Countries that may be meant. Many end alike, so what is not very near has at least to begin alike."""
    known = list(names().values())
    return near(text, known, least=_VERY_NEAR) or [
        n for n in near(text, known) if key(n)[:1] == key(text)[:1]
    ]


def country_name(code: str | None) -> str:
    """The English name of a code, or nothing for none."""
    return names().get(code, code) if code else ""
