using System.Collections.Frozen;
using DataSharing.Disclosure.Patterns;

namespace DataSharing.Disclosure.Narrative;

/// <summary>The closed classes of words that the recognisers look for. The open ones (ordinary words, names, places) are lists.</summary>
internal static class Vocabulary
{
    private static readonly FrozenDictionary<string, WordKinds> Words = Build();

    private static readonly FrozenDictionary<string, WordKinds>.AlternateLookup<ReadOnlySpan<char>> Lookup = Words.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>What a word in small letters is.</summary>
    public static WordKinds Of(ReadOnlySpan<char> word) => Lookup.TryGetValue(word, out WordKinds kinds) ? kinds : WordKinds.None;

    /// <summary>The words of small ASCII letters, by what they are.</summary>
    public static IEnumerable<IGrouping<WordKinds, string>> Ascii() => Words.Where(word => word.Key.All(c => c is (>= 'a' and <= 'z')
        or '\'')).GroupBy(word => word.Value, word => word.Key);

    /// <summary>The words of small ASCII letters that recognisers look for by themselves. A recogniser that goes by a cue never sees a word that is not here.</summary>
    public static IEnumerable<(WordCues Cue, IEnumerable<string> Words)> Cues()
    {
        static string[] Of(string list) => list.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        yield return (WordCues.The, Of("the"));
        yield return (WordCues.SpokenDigit, Of("oh zero nought double triple one two three four five six seven eight nine"));
        yield return (WordCues.ForeignStreet, Of("via rue impasse allee calle piazza viale chemin avenue avenida rua ulica ul ulitsa boulevard quai corso heol ffordd stryd lon clos"));
        yield return (WordCues.LeadsPremises, Of("""
            high collegiate grammar comprehensive infants juniors infant junior primary reform sixth general bet beit masjid hotel cafe restaurant beth beis bais kehillas kehilla
            chez villa hmp jamia darul toras ohel gurdwara mandir camp
            """));
        yield return (WordCues.Saint, Of("st saint all holy our sacred christ corpus"));
        yield return (WordCues.LeadsNickname, Of("as its it's aka nicknamed alias"));
        yield return (WordCues.Honour, Of("sir dame lady lord baroness qc kc obe mbe cbe"));
        yield return (WordCues.Versus, Of("v vs"));
        yield return (WordCues.Letter, SpelledCodes.LetterWords);
        yield return (WordCues.Ordinal, Of("""
            first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth
            twentieth thirtieth
            """));
    }

    private static FrozenDictionary<string, WordKinds> Build()
    {
        var words = new Dictionary<string, WordKinds>(StringComparer.Ordinal);
        void Add(WordKinds kind, string list)
        {
            foreach (string word in list.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            {
                words[word] = words.GetValueOrDefault(word) | kind;
            }
        }

        Add(WordKinds.Title, """
            mr mrs ms miss mx messrs master madam dr prof professor rabbi rebbetzin reb rav rebbe dayan chazan cantor imam mufti sheikh shaykh sheik maulana
            moulana mawlana ustadh ustadha haji hajji hajja
            rev revd reverend canon vicar sir dame lord lady baroness baron cllr councillor alderman pc pcso wpc dc ds di dci dsu dcs ds ps sgt sergeant insp
            inspector ch supt superintendent
            constable sr det detective giani granthi cpl capt captain lt lieutenant col colonel maj major gen general mp hon justice qc kc monsieur mme madame herr frau
            signor senor hr fr hhj ddj maulvi moulvi molvi sra
            """);
        Add(WordKinds.Role, """
            officer judge nurse doctor uncle aunt aunty auntie sister brother father mother pastor priest deacon bishop archbishop president minister secretary
            chairman chair governor warden principal headteacher
            head teacher teacher coach solicitor barrister lawyer advocate cousin granny grandma grandad grandpa nan nana bubbe zaide saba savta coach driver
            guard manager caretaker concierge receptionist cleaner porter doorman bouncer paramedic registrar consultant midwife chaplain librarian gabbai baba chacha bhai umpire skipper steward agent operator constable bro
            """);
        Add(WordKinds.Street, """
            road rd street st avenue ave av lane ln close cl gardens gdns garden drive dr crescent cres court ct place pl terrace terr way walk grove gr mews
            parade square sq row rise hill view broadway highway
            stairs loop trail parkway pkwy turnpike passage fold garth brow chase dene spinney paddock orchard quadrant loan embankment quay wharf alley
            boulevard blvd colony nagar marg vihar enclave circus mount croft path gate yard esplanade promenade vale park green approach wynd brae strasse rue ulica tce cls
            """);
        Add(WordKinds.Premises, """
            synagogue shul shtiebel beth mosque masjid school academy college primary nursery kindergarten cheder yeshiva seminary madrasa madrasah hospital
            surgery clinic hospice congregation takeaway launderette laundrette pharmacy chemist church chapel cathedral abbey
            priory gurdwara temple mandir monastery station pub inn tavern arms hotel hostel cafe café restaurant bar grill takeaway bakery butchers butcher
            deli delicatessen supermarket superstore market stores
            store shop newsagent newsagents salon barbers barber boutique library museum gallery theatre cinema stadium arena ground leisure gym centre center
            hall house mansions lodge tower towers
            court apartments flats estate farm cottage villa manor cemetery crematorium playground park prison barracks garage depot terminal airport
            interchange university campus polytechnic institute
            home homes kosher mart minimart offlicence metrolink stop sainsburys tesco jcc shopping mall plaza arcade football rugby cricket centre infirmary overground parkway hosp hse ward wing rec
            surgery
            """);
        Add(WordKinds.Organisation, """
            ltd limited plc llp llc inc corp corporation company co trust council association federation society union committee foundation charity group
            agency partnership associates solicitors chambers
            bank bakers builders services solutions holdings consulting consultancy enterprises industries logistics transport motors tribunal ministry
            department bureau commission institute club party
            brothers bros meats fabrics textiles fashions jewellers opticians cleaners carpets furniture foods wines electricals autos tyres cabs taxis
            cosmetics beauty nails catering caterers buses coaches couriers newspaper magazine times gazette herald chronicle guardian telegraph mail post
            radio television tv gmbh ag sa
            pictures films productions studios savings coop co-op insurance mobile telecom airways airlines freight haulage roofing plumbing scaffolding removals recruitment
            packhouse domiciliary homecare accountants architects surveyors
            """);
        Add(WordKinds.Month, "january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec");
        Add(WordKinds.Weekday, "monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays sundays mon tue tues wed weds thu thur thurs fri sat sun");
        Add(WordKinds.Naming, "called named name names aka alias nicknamed surname forename surnamed née nee signed regards sincerely faithfully thanks cheers dear hi hello goes identified shouting contact username");
        Add(WordKinds.Relation, """
            neighbour neighbor friend colleague partner husband wife son daughter mum mom dad mother father sister brother cousin nephew niece uncle aunt aunty
            auntie boyfriend girlfriend fiance fiancé fiancée grandson
            granddaughter grandmother grandfather nan nana boss manager supervisor landlord landlady tenant housemate flatmate victim witness suspect offender
            complainant informant caller reporter ip aggrieved perpetrator
            applicant claimant defendant appellant respondent student pupil classmate teacher headteacher volunteer congregant member customer driver passenger
            nurse patient carer owner shopkeeper tutor lecturer
            husbands wifes mums dads sons daughters ex stepson stepdaughter stepfather stepmother babysitter employer employee coworker
            """);
        Add(WordKinds.Doing, """
            said says told tells was is has had called reported reports stated states felt feels lives lived works worked went goes came comes saw sees heard
            hears got gets rang phoned tried tries asked asks who then also
            wants wanted believes believed explained described replied shouted answered noticed walked left arrived confirmed advised attended thinks thought
            knows knew did does didn't doesn't hasn't wasn't isn't added
            emailed texted wrote contacted admitted denied claimed suffered sustained received took takes made gave
            """);
        Add(WordKinds.Speech, "said says told tells stated states reported explained replied added admitted denied claimed asked confirmed advised shouted recalls recalled");
        Add(WordKinds.Particle, "ben bat bin bint ibn abu abd abdul al el ul ur ud van von der den de del della di da do dos du la le mac mc ap o st umm uddin ullah binti degli");
        Add(WordKinds.Where, "in at near outside inside from to around opposite behind past toward towards via between off through on into within by leaving entering visiting");
        Add(WordKinds.PlaceEnding, """
            green hill park heath common wood woods bridge cross end town village vale marsh fields field forest moor side bay beach island borough broadway
            corner gate junction roundabout precinct quarter triangle village
            underpass canal river reservoir estate lea ford mead down downs
            """);
        Add(WordKinds.Reference, """
            inc ref refs reference references cad crime urn log crn no num number incident case application docket claim ticket order booking account acc id
            custody occurrence exhibit invoice policy membership licence license
            passport permit registration reg vrm badge collar shoulder warrant file nino ni nhs pnc niche plate plates index
            """);
        Add(WordKinds.NumberWord, """
            one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty
            fourty fifty sixty seventy eighty ninety
            """);
        Add(WordKinds.Grammar, """
            a an the and or but if so as at by for from in into of off on onto out over to up with without via per than then that this these those there here
            where when while who whom whose which what why how
            i'm i've i'd i'll i me my mine we us our ours you your yours he him his she her hers it its they them their theirs myself himself herself
            themselves ourselves yourself
            am is are was were be been being do does did done doing have has had having can could will would shall should may might must not no nor yes yeah ok
            okay
            all any both each few more most much many some such other another same own only just very too also again ever never always often still yet already
            even
            about after before because since until till during between among against under above below near down away back around through across along
            man men woman women lady ladies boy boys girl girls guy guys male female people person child children kids group youth youths
            good bad new old big little long short high low right left first second third last next day week month year time way home today yesterday tonight
            tomorrow morning afternoon evening night
            well like get got go went come came say said says tell told see saw look looked think thought know knew want wanted make made take took give gave
            please thank thanks sorry hope im ive id ill dont didnt cant wont couldnt wasnt isnt arent havent hasnt wouldnt thats theres whats hes shes theyre
            youre were
            one two three four five six seven eight nine ten
            """);
        Add(WordKinds.MostlyName, """
            simon mike nick rob jack john johnny bob bobby bill billy jimmy harry josh terry tony sandra sally sandy mick ken kenny martin maria peter roger
            robin ronnie tim tom tommy victor vic debs becks becky
            paddy patsy peg penny susie sue pam carol caroline clement courtney dale dean denny dick dirk doug dot drew earl ed eddy eddie ester eve fay fern
            floss gabby gail gene glen glenda gordon guy hank heather hector
            helen henry herb holly ivy jade jake jamie jane janet jasmine jason jeff jenny jerry jess jill jim joan jo joe joey jordan joy judy julie june kate
            kay kelly kim kitty kyle lance lea leigh leo les lily linda liz
            lola louise lucy luke maggie mags mandy marge mary matt max meg mel mo molly nan nancy nat ned nell nina noel nora norm olive oliver oscar otto
            owen pat patty paul pearl percy phil phoebe piers pip polly poppy
            ralph rex rita rod ron rosemary rosie rosy ross rowan ruby rudy russ ruth ryan sam sammy sasha scott sean shaz sharon shaun shirley sid sonny stan
            stella stew tad tam tammy ted teddy tess tessa tiff tina toby
            graham aliyah barney bola brad charlie clementine debs dieter florin fritz angelica bailey barbie beryl christian clyde corrie delroy ethyl faye
            hazel heather jags jasmine jean jemmy jock johnny kelvin lulu lech mac margarita marge
            mickey nelson noel pascal patrick pearl phoebe rhea roman romeo rory sheila shay shiv smithy sultana tam tariq tabor tilly timothy verity veronica
            viola yaw yuan zeta holly hector heath molly marina martins carmine priscilla
            todd tracy trish troy ty val vera vi vince viv wally wendy yoni dani mendy tali avi moishe zac zack levy moshe
            """);
        Add(WordKinds.Acronym, """
            cctv nhs uk usa us eu bbc itv cps cst cso csos edl bnp nf bdp met gmp btp gmt bst am pm asap id ied it pa hr ceo cfo ok tv dvd gp ae a&e gcse phd
            sms gif hmrc dvla dwp rspca nspcc nus ucl lse sos wtf lol omg fyi tbc tba nfa oic ic1 ic2 ic3 ic4 ic5 ic6 iopc ipcc hmp rta suv bmw vw wc atm pin
            pcn ngo idf isis is plo un iq tfl mps jewish israel
            susp compl rpt tel fwd fw re dob poss assoc dissem ref ext mob addr pls approx intel obs attn cc bcc dept govt misc nos nil via ps pps etc eg ie vs
            hosp stn rec info admin id st reg vrm ic
            plz pls helo comms chem every1 any1 some1 sum1 no1 b4 gr8 m8 yous youse gonna wanna gotta dunno innit cuz coz bc tho thru ppl ur da hrs hr mins min
            secs pe ips hq lbc iou recd inft neg cris circs ed dms xbox nspis stot dvpn tbh imo smh oap ngl lmao ffs aob agm ict hod slt rn hca gpms offr offrs
            susps msg msgs wifi wi fi ftp nypd fbi mi5 mi6 un eu
            patrol datix mg11 storm cad crimint rms subj sus icr iso idc pnd offs vict wit kkk nazi ww1 ww2 wwii ss ac sc fc hmo pr mod tbd usb gps nsfw ptsd
            adhd acab whatsapp eta bwv upn nfa vawg marac caf senco dsl asb rtc dv ehcp pspo cpn fgm hbv dash lado mash mappa gcses ap idps camhs dbs hlta ukip iban
            """);
        Add(WordKinds.Acronym, Abbreviations.All);
        return words.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
