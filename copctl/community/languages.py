"""Languages by their names: what people write in a list, as the code that the store keeps (BCP 47).

The big ones and those of South and South-East Asia and the Pacific, in English and by their own names.
"""

from __future__ import annotations

from copctl.names import key

_NAMES = {
    "ar": "Arabic, العربية, ara",
    "bn": "Bengali, Bangla, বাংলা, ben",
    "de": "German, Deutsch, deu, ger",
    "dz": "Dzongkha, རྫོང་ཁ, dzo",
    "en": "English, eng",
    "es": "Spanish, Español, Castellano, spa",
    "fa": "Persian, Farsi, Dari, فارسی, fas, per",
    "fj": "Fijian, Na Vosa Vakaviti, fij",
    "fr": "French, Français, fra, fre",
    "gu": "Gujarati, ગુજરાતી, guj",
    "ha": "Hausa, hau",
    "hi": "Hindi, हिन्दी, hin",
    "hmn": "Hmong, Hmoob",
    "id": "Indonesian, Bahasa Indonesia, Bahasa, ind",
    "it": "Italian, Italiano, ita",
    "ja": "Japanese, 日本語, jpn",
    "jv": "Javanese, Basa Jawa, jav",
    "kac": "Kachin, Jingpho",
    "kar": "Karen",
    "km": "Khmer, Cambodian, ភាសាខ្មែរ, ខ្មែរ, khm",
    "ko": "Korean, 한국어, kor",
    "lo": "Lao, Laotian, ພາສາລາວ, ລາວ",
    "mn": "Mongolian, Монгол, mon",
    "mr": "Marathi, मराठी, mar",
    "ms": "Malay, Bahasa Melayu, Bahasa Malaysia, msa, may",
    "my": "Burmese, Myanmar, မြန်မာ, မြန်မာဘာသာ, mya, bur",
    "ne": "Nepali, नेपाली, nep",
    "nl": "Dutch, Nederlands, nld, dut",
    "pl": "Polish, Polski, pol",
    "ps": "Pashto, پښتو, pus",
    "pt": "Portuguese, Português, por",
    "ru": "Russian, Русский, rus",
    "shn": "Shan",
    "si": "Sinhala, Sinhalese, සිංහල, sin",
    "sm": "Samoan, Gagana Samoa, smo",
    "sw": "Swahili, Kiswahili, swa",
    "ta": "Tamil, தமிழ், tam",
    "te": "Telugu, తెలుగు, tel",
    "tet": "Tetum, Tetun",
    "th": "Thai, ภาษาไทย, ไทย, tha",
    "tl": "Tagalog, tgl",
    "fil": "Filipino, Pilipino",
    "to": "Tongan, Lea Faka-Tonga, ton",
    "tpi": "Tok Pisin",
    "bi": "Bislama, bis",
    "tr": "Turkish, Türkçe, tur",
    "uk": "Ukrainian, Українська, ukr",
    "ur": "Urdu, اردو, urd",
    "vi": "Vietnamese, Tiếng Việt, vie",
    "zh": "Chinese, Mandarin, Putonghua, 中文, 普通话, 汉语, zho, chi",
    "zh-hans": "Simplified Chinese, Chinese (Simplified), 简体中文",
    "zh-hant": "Traditional Chinese, Chinese (Traditional), 繁體中文",
    "yue": "Cantonese, 粵語, 广东话",
}
_CODES = {key(name): code for code, listed in _NAMES.items() for name in listed.split(", ")}


def language_code(name: str) -> str | None:
    """The code of a language by its name, or its three-letter code, as `Khmer` or `khm`; else None."""
    return _CODES.get(key(name))


def language_names() -> list[str]:
    """The English names of the languages that are listed."""
    return [listed.split(", ")[0] for listed in _NAMES.values()]


def is_listed(code: str) -> bool:
    """Whether a code is that of a language that is listed here, regions and scripts aside."""
    return code.partition("-")[0] in _NAMES


def language_name(code: str) -> str:
    """The English name of a code, `Khmer` for `km`; a code that is not listed stays as it is."""
    listed = _NAMES.get(code) or _NAMES.get(code.partition("-")[0])
    return listed.split(", ")[0] if listed else code
