using System.Collections.Frozen;

namespace DataSharing.Disclosure.Narrative.Known;

/// <summary>What people say for a given name: a record that has William is found as Bill, and one that has Bill as William.</summary>
internal static class Nicknames
{
    // Names of one line stand for one another. A name may stand in several lines.
    private const string Groups = """
        william will bill billy willy liam
        robert rob robbie bob bobby bert
        richard rick ricky rich richie dick
        elizabeth eliza liz lizzie lizzy beth betty bess bessie libby elsie lisbeth
        margaret maggie mags meg peggy peg marge margie madge greta rita daisy
        katherine catherine kathryn katharine kate katie kathy cathy kit kitty kath kay
        james jim jimmy jamie jimbo
        john johnny jack jackie jon
        jonathan jon jonny jonno jonty yoni yonatan
        michael mike mick mickey micky mikey
        thomas tom tommy
        edward ed eddie eddy ted teddy ned
        edmund ed eddie ted
        charles charlie chas chuck chaz
        charlotte charlie lottie lotty char
        andrew andy drew
        anthony antony tony ant
        antonio tony toni
        christopher chris kit topher
        christina christine chris chrissie tina
        nicholas nick nicky nico
        nicola nicky nikki
        alexander alex alec sandy xander sasha alasdair
        alexandra alex lexi sandra sasha
        alexandria alex lexi
        samuel sam sammy shmuel shmuli
        samantha sam sammy sammi
        daniel dan danny dani
        danielle dani
        david dave davey davie dovid dudi
        stephen steven steve stevie
        stephanie steph steffi
        peter pete
        patrick pat paddy
        patricia pat patty patsy trish tricia trisha
        joseph joe joey jo yossi yosef yossel
        josephine jo josie
        joanna joanne jo
        joshua josh
        benjamin ben benny benji binyomin
        matthew matt matty
        gregory greg
        geoffrey jeffrey geoff jeff
        gerald gerry jerry
        jeremy jez jem
        jeremiah jerry
        frederick fred freddie freddy
        francis frank frankie fran
        frances fran frankie franny
        francesca fran frankie chess
        francisco paco pancho
        henry harry hank hal
        harold harry hal
        harriet hattie harri
        herbert herb bert
        albert al bert bertie
        alfred alf alfie fred
        alan allan allen al
        arthur art artie
        bernard bernie
        barbara barb babs barbie
        bartholomew bart
        barry baz bazza
        gary gaz gazza
        darren daz dazza
        sharon shaz shazza
        beatrice bea trixie
        bridget bridie biddy
        caroline carrie caz
        carol caz
        clifford cliff
        cynthia cindy
        deborah deb debs debbie debby devorah
        denise dee
        dennis den denny
        derek del
        dominic dom
        donald don donny
        dorothy dot dotty dolly
        douglas doug dougie
        duncan dunc
        eleanor ellie nell nora lenny
        ellen nell nellie ellie
        emily em emmy
        emma em ems
        eugene gene
        evelyn eve evie
        florence flo flossie floss
        gabriel gabe gabi
        gabrielle gaby gabi
        george georgie
        georgina georgie gina
        gillian gill jill
        grace gracie
        graham gray
        gwendolyn gwen
        gwilym gwil wil
        helen nell nellie
        hugh hughie
        isabella isabel bella izzy belle
        isaac ike zac yitzchak yitz itzik
        jacob jake yaakov yankel kobi
        jacqueline jackie jacqui
        janet jan jenny
        jane janey
        jason jay
        jennifer jen jenny jenna
        jessica jess jessie
        judith judy jude
        julia jules
        julian jules
        juliet jules
        kenneth ken kenny
        kimberley kim
        lawrence laurence larry laurie loz
        leonard len lenny leo
        leonardo leo nardo
        leslie les
        lillian lily lil
        louis lou louie
        louise lou
        lucinda lucy
        madeleine maddie
        malcolm mal
        marcus marc
        martin marty
        mary molly polly mamie may
        matilda tilly mattie
        maurice mo
        maximilian max
        melanie mel
        melissa mel missy
        mitchell mitch
        muriel mu
        nathan nat nate
        nathaniel nat nate
        natalie nat
        oliver ollie
        olivia liv livvy
        pamela pam
        penelope penny
        philip phillip phil pip
        philippa pip pippa
        priscilla cilla
        rachel rach ruchel
        raymond ray
        rebecca becky becca becks rivka
        reginald reg reggie
        roderick rod roddy
        rodney rod
        roger rodge
        ronald ron ronnie
        rosemary rose rosie
        rose rosie
        rosalind ros roz
        rosa rosie
        rupert rupe
        russell russ
        ryan ry
        sarah sally sadie sal
        sean shaun
        sidney sydney sid syd
        simon si shimon
        siobhan shiv
        solomon sol shlomo
        stanley stan
        susan susanna suzanne susannah sue susie suzy
        terence terry tel
        theresa teresa terry tess tessa tessie
        tess tessie
        theodore theo ted teddy
        timothy tim timmy
        tobias toby
        valerie val
        victor vic
        victoria vicky vicki tori
        vincent vince vinny
        virginia ginny
        vivian viv
        walter walt wally
        wendy wend
        winifred winnie freda
        zachary zac zack zach
        avraham abraham abe avi avrumi avremi avrohom
        chaim hyman chaimke
        chava eva
        esther essie esti estie
        malka malky
        mei may
        menachem mendel mendy
        miriam miri mirel
        mordechai motti mottie mordy
        moshe moses moishe moishy moishi moe
        naftali naftoli tuli
        rivka rifky rivky
        shlomo shloimy shloime
        tovah tova
        yehuda yudi judah
        yerachmiel rachmi
        yisroel israel sruli srulik
        yitzchak itzik yitzy yitz
        yocheved yochi
        zelda zeldy
        mohammed muhammad mohamed mohammad muhammed mo moe
        abdul abs
        abdullah abdul abs abz
        ibrahim ibby
        ismail ish
        hassan hass
        hussain huss
        hamza hamz
        mustafa musty
        khadija khadi
        fatima fati fats
        zainab zee
        aisha aish
        imran immy
        iqbal iqi
        usman uzi
        harpreet harps
        gurpreet gurps
        jaspreet jas jass
        manpreet manni
        rajesh raj
        rajinder raj
        sukhdeep sukh
        sukhwinder sukhi
        balwinder bal
        amarjit amar
        nguyen nguy
        aleksandra alexandra ola sasha
        aleksander alexander olek sasha
        oleksandr alexander sasha sashko
        oleksandra sasha lesya
        aleksandr alexander sasha
        agnieszka aga
        andrzej jedrek
        anna ania anya annie nan
        anne annie nan
        barbara basia
        dorota dorotka
        ewa ewunia
        jadwiga jadzia
        joanna asia joasia
        krzysztof krzys krzysiek
        katarzyna kasia kaska
        magdalena magda lena
        malgorzata gosia malgosia
        monika mona
        piotr piotrek
        stanislaw staszek stas
        tomasz tomek
        wojciech wojtek
        zbigniew zbyszek
        zofia zosia
        dmitri dima mitya
        ekaterina katya katia
        elena lena
        olena lena
        evgeny zhenya
        evgenia zhenya
        ivan vanya
        mikhail misha
        natalia natasha nata
        nikolai kolya
        olga olya
        sergei seryozha
        svetlana sveta lana
        tatiana tanya tania
        vladimir vova volodya
        volodymyr vova volodya
        yulia yulka
        jose pepe
        guadalupe lupe
        ignacio nacho
        dolores lola
        manuel manolo manny
        eduardo edu lalo
        alejandro ale alex
        johannes jan hans
        wilhelmina mina willemine
        constantin costa costi
        gheorghe gigi ghita
        mihai misu
        mehmet memo
        """;

    private static readonly FrozenDictionary<string, string[]> Others = Read();

    /// <summary>The other names of a given name, in small ASCII letters; none where nobody says another.</summary>
    public static ReadOnlySpan<string> Of(string given) => Others.TryGetValue(given, out string[]? others) ? others : [];

    private static FrozenDictionary<string, string[]> Read()
    {
        var others = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (string[] group in Groups.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))
        {
            foreach (string name in group)
            {
                if (!others.TryGetValue(name, out HashSet<string>? named))
                {
                    others[name] = named = new HashSet<string>(StringComparer.Ordinal);
                }

                named.UnionWith(group.Where(other => other != name));
            }
        }

        return others.ToFrozenDictionary(name => name.Key, name => name.Value.ToArray(), StringComparer.Ordinal);
    }
}
