//! Words by which no subject is known. One list of words each, parted by blanks.

use std::{collections::HashSet, sync::LazyLock};

/// The small words of each language that has its own here.
pub(crate) const SMALL_WORDS: &[&str] = &[ENGLISH, GERMAN, FRENCH, SPANISH, ITALIAN, PORTUGUESE, RUSSIAN, KOREAN];

/// All that says nothing about a subject: small words, those of which headlines are made, and their like among
/// pairs of Chinese characters.
static COMMON_WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let lists = SMALL_WORDS.iter().chain(HEADLINE_WORDS).chain([&COMMON_PAIRS]);
    lists.flat_map(|it| it.split_ascii_whitespace()).collect()
});

/// Whether a word in lower case, or a pair of Chinese characters, says nothing about a subject.
pub(crate) fn says_nothing(word: &str) -> bool {
    COMMON_WORDS.contains(word)
}

/// Chinese characters that hold words together and belong to none.
pub(crate) const CJK_FUNCTION_CHARACTERS: &str =
    "的了是在和与與及或对對为為把被这這那我你他她它们們也就都而不到从從用中上下";

const ENGLISH: &str = "\
    a about after all also an and any are as at be because been before but by can could did do does down each \
    every few for from had has have he her here his how i if in into is it its just many may me more most much \
    must my never new no not now of off on once one only or other our out over own she should so some still such \
    than that the their them then there these they this those through to too two under until up upon us was we \
    were what when where which while who whom whose why will with within without would you your";

const GERMAN: &str = "\
    aber alle als also am an auch auf aus bei beim bis da damit dann das dass dein dem den der des die dies \
    diese dieser doch du durch ein eine einem einen einer eines er erst es für gegen gibt haben hat hier ich ihr \
    ihre im in ins ist ja jede jeder kann kein keine man mehr mein mit nach nicht noch nur ob oder ohne schon \
    sein seine sich sie sind so um und uns unser unter vom von vor war warum was wenn wer werden wie wieder wir \
    wird wo zu zum zur zwei zwischen über";

const FRENCH: &str = "\
    afin ai ainsi alors après au aucun aussi autre autres aux avant avec avez avoir car ce cela ces cet cette \
    ceux chaque chez ci comme comment contre dans de depuis des deux donc du dès elle elles en encore entre est \
    et eux il ils je jusqu la le les leur leurs lors lui ma mais me mes moins mon même ne ni nos notre nous \
    nouveau nouvelle nouvelles on ont ou où par pas peu peut plus pour pourquoi quand que quel quelle quels qui \
    quoi sa sans se ses si son sont sous sur ta te tes ton tous tout toute toutes très tu un une vers vos votre \
    vous à été être";

const SPANISH: &str = "\
    a al algo algunos ante antes así aunque aún cada como con contra cual cuando cuál cuándo cuánto cómo de del \
    desde donde dos durante dónde e el ella ellos en entre era es esa ese eso esta estas este esto estos está \
    están fue ha hacia han hasta hay la las le les lo los me mi mientras mis mucho muy más ni no nos nosotros \
    nuestra nuestro nueva nuevo o para pero poco por porque que quién qué se según ser si sin sobre son su sus \
    sí también tan te tiene todas todo todos tras tu tus un una unas uno unos usted y ya yo él";

const ITALIAN: &str = "\
    a ad agli ai al alla alle allo anche ancora che chi ci ciò col come con contro cosa così cui da dai dal \
    dalla dalle degli dei del della delle dello di dopo dove due e ed era essere fra gli ha hanno i il in io la \
    le lei li lo loro lui ma mi mia mio molto ne nei nel nella nelle nello noi non nostra nostro nuova nuovo o \
    ogni per perché più poi prima qual quale quando quanto quella quello questa queste questi questo qui se \
    senza si sia sono sopra su sua sue sugli sul sulla sulle suo suoi tra tu tutti tutto un una uno vi voi è";

const PORTUGUESE: &str = "\
    a ao aos as até com como contra da das de dela dele depois desde do dois dos duas e ela ele eles em entre \
    então era essa esse esta este está eu foi há isso isto já lhe mais mas me mesmo meu minha muito na nas nem \
    no nos nossa nosso nova novo num numa não nós o onde os ou para pela pelas pelo pelos per pode por porque \
    porquê pouco quais qual quando quanto que quem se sem ser seu seus sob sobre sua suas são também te tem ter \
    teu toda todas todo todos tu tudo um uma umas uns você vocês à às é";

const RUSSIAN: &str = "\
    а без более бы был была были было быть в вам вас ваш весь во вот все всех всё вы где да для до его ее если \
    есть еще ещё её же за здесь и из или им их к как какой ко когда которые который кто ли лишь между меня мне \
    много можно мой мы на над надо нам нас наш не него нее нет ни но ну о об один однако он она они оно от очень \
    перед по под после почему при про с сам свои свой себя со так также такой там то того тоже только том тот \
    три тут у уже чего чем через что чтобы эта эти это этой этот я";

const KOREAN: &str = "\
    가장 것 그 그러나 그런 그리고 나는 내가 너무 누가 다른 다시 대한 더 때 또는 많은 모든 무엇 뭐 및 바로 아주 안 어떤 어떻게 언제 없는 여러 왜 우리 위한 이 이런 있는 있다 저는 좋은 \
    지금 통한 통해 하고 하기 하는 한 할 함께 해야 했다 후";

/// Words that headlines are made of, whatever they are about.
const HEADLINE_WORDS: &[&str] = &[
    // English
    "\
    advice alternatives amazing analysis answers approach approved article basically basics beginner beginners \
    benefits best better boost buy buying case change changes chapter checklist choice choices choose choosing \
    comparison complete comprehensive conclusion create creating day days deal deals detailed discount discover \
    discovering dive don easily easy edition effective effectively efficient effortless effortlessly enhance \
    enhanced enhancing enjoy essential essentials everything exclusive experience experiences expert experts \
    explained explore explored exploring facts fast faster features find finding first fix fixed fixes fixing \
    free full game get gets getting give go good great guide guides hacks help helpful here idea ideas improve \
    improved improving inside insider insight insights instructions introducing introduction issue issues \
    journey keep key know latest leading learn learning lesson lessons let life like list little live ll look \
    looking made make makes making master mastering maximize method methods need needs next note notes offer \
    offers online options overview part perfect pick picks popular power powerful practical pro problem problems \
    pros question questions quick quickly re ready real reason reasons recommended resolve resolved resolving \
    review reviewed reviews right s save savings secret secrets see series set setup simple simply smart \
    solution solutions solve solved solving start started starter starting step steps story strategies strategy \
    summary take takes technique techniques test tested things think time times tip tips today together tool \
    tools top trick tricks troubleshoot troubleshooting try tutorial tutorials ultimate understand understanding \
    unleash unleashed unlock unlocked unlocking unveil unveiled unveiling unveils update updated updates use \
    used useful user users uses using ve versus via view vs want way ways welcome work working works world worth \
    wrong year years yes yet",
    // German
    "\
    alles anleitung besser beste besten einfach einfache erfahrungen erklärt fazit fehler fragen ganz grundlagen \
    gut hilfe jahr jahre lösung lösungen machen methoden neu neue neuen neuer probleme ratgeber schnell schritt \
    schritte test tipps tricks vergleich vollständige wege überblick übersicht",
    // French
    "\
    astuces avis bien bon bonne choisir comparatif complet complète comprendre conseils découvrez découvrir \
    erreur facile facilement faire façons gratuit gratuite guide jour manuel meilleur meilleure meilleures \
    meilleurs méthode méthodes premier première problème rapide simple solution trucs tutoriel ultime utiliser \
    étape étapes",
    // Spanish
    "\
    análisis ayuda año años completa completo consejos descubre descubrir elegir error errores forma formas \
    fácil fácilmente gratis guía hacer manera maneras mejor mejores método métodos paso pasos primera primero \
    problema problemas razones rápido saber sencillo soluciones solución trucos usar vez",
    // Italian
    "\
    anni anno completa completo consigli errore facile fare gratis guida metodi metodo migliore migliori modi \
    modo passi passo prima primo problema recensione scegliere scopri soluzione soluzioni trucchi usare volta",
    // Portuguese
    "\
    ajuda ano anos análise completa descubra dicas erro escolher fazer forma fácil grátis guia maneira maneiras \
    melhor melhores passos primeiro rápido saber solução soluções truques usar vez",
    // Russian
    "\
    выбор выбрать год года инструкция легко лучшие лучший лучших новая новое новые новый обзор ошибка ошибки \
    подробное полное пошаговая проблема просто простой решение руководство самые сделать советы способ способа \
    способов способы урок часть шаг шагов",
    // Japanese
    "オススメ ガイド サイト サービス ステップ チュートリアル ツール テクニック トラブル ブログ ページ ポイント メモ メリット ランキング レビュー",
    // Korean
    "\
    가이드 가지 강좌 공개 기초 리뷰 문제 방법 비교 사용 사용법 소개 시작 안내 완벽 이야기 이유 입문 정리 최고 최신 추천 튜토리얼 해결 후기",
];

/// Parts of small words and of words of headlines.
const COMMON_PAIRS: &str = "\
    一个 一些 一文 一次 一种 一種 一篇 中文 为什 二三 什么 什麼 介紹 介绍 以及 使用 入門 入门 \
    关于 分享 初心 利用 功能 原因 可以 問題 基本 基础 基礎 如何 学习 學習 完全 完整 实战 实现 \
    實現 开始 快速 怎么 怎样 怎麼 总结 我们 技巧 指南 推荐 推薦 教学 教學 教程 方式 方案 方法 \
    最佳 最強 最强 最新 有什 步驟 步骤 比較 比较 沒有 没有 深入 為什 理解 笔记 第一 第三 第二 \
    筆記 简单 簡單 紹介 總結 网站 自己 解决 解析 解決 解説 記事 詳解 說明 説明 详解 说明 転載 \
    转载 进行 通过 通過 進行 開始 關於 问题";
