"""Huawei or Honor: two makers with one numbering scheme, and two stores.

Honor was Huawei's brand until November 2020. Its phones from before have Huawei's store, its phones
since have not. The letters before the hyphen tell them apart, for unseen letters the build and the
version of Android. Sources: Huawei's and Honor's support pages, Google's list of devices certified
for Play.
"""

import re

HONOR_PREFIXES = frozenset(
    "adt agi agm agt ali amg amm amp anb ann anp any bkq brc brp brt bvl cga chl cle clk cma"
    " crt dio dnn dnp dny dvd ela eli eln elp elz fcp flc fne fri gbd gdi gia hey hjc hpb jdy"
    " jlh jms koz lab lge lgn lly lsa lyn maa mag mbh mep mey mgi mtn ndl new nic nla nnh nth"
    " ntn nza pgt pnm ppg ptp rbn rea rep rky rmo rna rod rol rtg sdy tfy tna vca ver vkj vkp"
    " vna vne wdy wod".split()
)
"""Letters of Honor's phones since it is a separate company."""

HUAWEI_PREFIXES = frozenset(
    "ada ady agr agrk ags aka ala ale alf aln ame amn amz ana ane ang api aqm arc are ars art ask"
    " ath atu aum bac bach bah bal bgo bkk bkl bky bla blk bll blm bln bmh bnd bne bon bra brq"
    " btk btkr btv bve bza bzc bzd bzi bzk bzt bzw cag cam can caz cdl cdy cet cha chc che chm"
    " chw cls clt cmr cnd col cor cpn cro crr ctr cun dbr dby dco dig dli dra dua dub duk dvc"
    " ebg edi ele els eml eva eve evr fdr fgd fig fin fla foa frd frl gem gla glk gll goa got"
    " gra grl had hbn hbp hdl hdn hed hlk hma hmw hol hry hwi ice icl ine ivy jad jat jdn jef"
    " jer jkm jln jmm jny jsc jsn kii kiw kjr kkg knt kob ksa ldn lem leo lio lld lmu lnd lon ltk"
    " lua lya lyo mao mar med mga mha mis mla mld mna moa mon mrd mro mrr mrx mts mxw mya nam"
    " nce nco nem nen neo ney nmo noh nop nts nxt oce oxf oxp pal pan par pce pct pic pla ple"
    " plk plr plu pot ppa pra rio rne rte rvl scc scl scm scmr sea sht sla sne spn stf stg stk"
    " tag tah tas tel tet tgr tit tlr tnn tnnh tny trt vat vce ven vie vky vns vog vrd vtr was"
    " web wgr wgrr wkg wlz yal yok".split()
)
"""Letters of Huawei's phones and tablets, with the Honor phones from before November 2020."""

HONOR_PATTERN = re.compile(
    r"abr-(?:an|nx|lx[123])|al[pt]-(?:an|[ln]x)|gfy-lx[23]|krj2|kob2-\w+hn|lna-nx|lra-an|ag[mr]\d?-\w+hn\b"
)
"""Honor's models among letters that Huawei uses, too; HN ends
Honor's tablets."""

HUAWEI_PATTERN = re.compile(
    r"(?:ana|cdy|els|jef|noh|oce|oxf)-nx|chl-al6|dnn-lx9|nic-lx1a|(?:alp|alt|gfy|abr|lna|lra|krj)-"
)
"""Huawei's models among letters that Honor uses, too (NX is Honor's, but for five of 2020)."""

_PREFIX_PATTERN = re.compile(r"([a-z]{3,4})\d?[krz]?-(?:(nx|n\d9)|(an)|(bd))?")
_HONOR_LETTERS = 3
"""Only Huawei's codes have four letters (AGRK, BTKR); many end in K, R or Z."""
_SEPARATE_HONOR = 11
"""Honor's first phones as a separate company had Android 11 (MagicUI 4)."""
_NEWER_THAN_HUAWEI = 13
"""Huawei's systems report Android 12 at most (EMUI 13 and 14, HarmonyOS 3 and 4)."""


def brand_of_honor_build(android_version: int) -> str:
    """Return the brand of a phone whose build is named after Honor and whose letters are unseen."""
    return "honor" if android_version >= _SEPARATE_HONOR else "huawei"


def huawei_or_honor(model: str, build: str, android_version: int) -> str:
    """Return "huawei" or "honor" for a model in their common scheme.

    All in lower case; `build` is what follows `Build/`, `android_version` 0 if it is not known.
    """
    prefix = _PREFIX_PATTERN.match(model)
    if HONOR_PATTERN.match(model):
        return "honor"
    if prefix is None or HUAWEI_PATTERN.match(model) or prefix[1] in HUAWEI_PREFIXES:
        return "huawei"
    letters, global_honor, china_5g, enterprise = prefix.groups()
    if letters in HONOR_PREFIXES or global_honor:
        return "honor"
    if len(letters) > _HONOR_LETTERS or enterprise:
        return "huawei"
    if build.startswith("honor"):
        return brand_of_honor_build(android_version)
    if build.startswith("huawei") or (build and build.endswith(model)):  # with Huawei's services
        return "huawei"
    if china_5g:  # Huawei's phones since 2021 have none
        return "honor" if android_version == 0 or android_version >= _SEPARATE_HONOR else "huawei"
    return "honor" if android_version >= _NEWER_THAN_HUAWEI else "huawei"
