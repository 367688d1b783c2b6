"""The language of a text. The news is invented, as everywhere."""

import time

import pytest

from claims.text.languages import LANGUAGES
from claims.text.languages.detection import SAMPLE, detect

NEWS = {
    "am": "የከተማው ከንቲባ ሰኞ ዕለት አዲሱን ድልድይ መርቀው ከፈቱ። ሥራው ሁለት ዓመት ፈጅቷል።",
    "ar": "قال رئيس البلدية إن الجسر الجديد سوف يفتح في شهر مايو، ولم يذكر كلفة العمل فيه.",
    "bg": "Кметът каза, че мостът ще бъде отворен през май, но не посочи колко струва той.",
    "cs": "Starosta řekl, že most bude otevřen v květnu, ale cenu stavby ještě nezná.",
    "da": "Borgmesteren sagde, at broen bliver åbnet i maj, men han ved ikke, hvad den koster.",
    "de": "Der Bürgermeister sagte, sie werde im Mai offen sein, aber nicht, was sie kostet.",
    "el": "Ο δήμαρχος είπε ότι η γέφυρα θα ανοίξει τον Μάιο. Το κόστος δεν είναι γνωστό.",
    "en": "The mayor said that the bridge would open in May, but the costs are not known yet.",
    "es": "El alcalde dijo que el puente se abrirá en mayo, pero no se sabe cuánto cuesta la obra.",
    "fa": "شهردار گفت که پل جدید در ماه مه باز می شود، اما هزینه آن هنوز معلوم نیست.",
    "fi": "Kaupunginjohtaja sanoi, että silta avataan toukokuussa, mutta hinta ei ole tiedossa.",
    "fr": "Le maire a dit que le pont sera ouvert en mai, mais le prix n'est pas connu.",
    "he": "ראש העיר אמר כי הגשר ייפתח במאי, אך עלות העבודה עדיין אינה ידועה.",
    "hi": "महापौर ने कहा कि नया पुल मई में खुलेगा, लेकिन उसकी लागत का पता नहीं है।",
    "hu": "A polgármester azt mondta, hogy a híd májusban nyílik meg, de az ára még nem ismert.",
    "hy": "Քաղաքապետն ասաց, որ նոր կամուրջը կբացվի մայիսին: Ծախսերը դեռ հայտնի չեն:",
    "it": "Il sindaco ha detto che il ponte sarà aperto a maggio, ma non si conosce il costo.",
    "ja": "市長は新しい橋が五月に開通すると述べた。費用はまだ分かっていない。",
    "kk": "Қала әкімі жаңа көпір мамырда ашылады деп айтты, бірақ ол туралы баға әлі белгісіз.",
    "ko": "시장은 새 다리가 오월에 열린다고 말했다. 비용은 아직 알려지지 않았다.",
    "mr": "महापौरांनी सांगितले की नवा पूल मे मध्ये सुरू होणार आहे, पण खर्च किती झाला ते माहीत नाही.",
    "my": "မြို့တော်ဝန်က တံတားသစ်ကို မေလတွင် ဖွင့်မည်ဟု ပြောသည်။",
    "nl": "De burgemeester zei dat de brug in mei opengaat, maar de kosten zijn nog niet bekend.",
    "no": "Ordføreren sa at broen blir åpnet i mai, men han vet ikke hva den koster av penger nå.",
    "pl": "Burmistrz powiedział, że most będzie otwarty w maju, ale nie wiadomo, ile kosztował.",
    "pt": "O prefeito disse que a ponte será aberta em maio, mas não se sabe quanto custou a obra.",
    "ro": "Primarul a spus că podul va fi deschis în luna mai, dar nu se știe cât a costat.",
    "ru": "Мэр сказал, что мост откроют в мае, но сколько он стоил, до сих пор не известно.",
    "sk": "Starosta povedal, že most bude otvorený v máji, ale cenu stavby ešte nie je známa.",
    "sv": "Borgmästaren sade att bron öppnas i maj, men han vet inte vad den har kostat än.",
    "tr": "Belediye başkanı yeni köprünün mayısta açılacağını söyledi, ancak maliyeti belli değil.",
    "uk": "Мер сказав, що міст відкриють у травні, але скільки він коштував, ще не відомо.",
    "ur": "میئر نے کہا کہ نیا پل مئی میں کھلے گا لیکن اس کی لاگت کا ابھی پتہ نہیں ہے۔",
    "zh": "市长说新桥将在五月开通，但费用尚不清楚。",
}
UNSURE = {
    "nothing": "",
    "white space": " \n\t ",
    "digits": "2026 17,5 3.141 (12)",
    "digits of another script": "٢٠٢٦ १२३",
    "marks": "… — “?!”",
    "one word": "Bridge",
    "names": "Ann Orlan, Petra Weiss, Jaro Lund",
    "a language without rules, in Latin letters": "Saka wong lunga menyang pasar esuk mau.",
    "a script without rules": "นายกเทศมนตรีกล่าวว่าสะพานใหม่จะเปิดในเดือนพฤษภาคม",
    "half and half": "Мэр сказал, что мост откроют. The mayor said it would be open.",
}


def test_every_language_has_its_news():
    assert sorted(NEWS) == sorted(language.code for language in LANGUAGES)


@pytest.mark.parametrize(("code", "text"), NEWS.items(), ids=NEWS.keys())
def test_news_of_every_language(code, text):
    assert detect(text) == code


@pytest.mark.parametrize("text", UNSURE.values(), ids=UNSURE.keys())
def test_unsure(text):
    assert detect(text) == "und"


def test_names_and_a_quotation_in_another_language_change_nothing():
    text = f"{NEWS['de']} „No comment“, sagte Ann Weiss von der Orlan Shipping Corporation Ltd."

    assert detect(text) == "de"
    assert detect(f"Orlan (Орлан): {NEWS['ru']}") == "ru"


def test_chinese_with_latin_names_is_chinese():
    assert detect("市长安·韦斯说，Orlan Shipping 公司的新船将在五月开航。") == "zh"


def test_capitals_change_nothing():
    assert detect(NEWS["fr"].upper()) == "fr"


def test_only_the_beginning_is_read():
    beginning = NEWS["en"] + " "
    long = beginning * (SAMPLE // len(beginning) + 1) + NEWS["ru"] * 20_000

    started = time.process_time()

    assert detect(long) == "en"
    assert time.process_time() - started < 0.5
