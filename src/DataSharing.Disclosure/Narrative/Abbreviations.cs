namespace DataSharing.Disclosure.Narrative;

/// <summary>How logs, notes and messages shorten words: none of it names anybody.</summary>
internal static class Abbreviations
{
    public const string All = """
        ba ma bsc msc vat dna lgbt lgbtq bame faq pdf url
        aabh abh agg aggd aggr aggv agn anpr apprx appt appts ard arr arv arvs asbo asbos asw attd atts awol bcu bot bp bt btw bwc cbo
        cbr ccj ccm cctvs ccu cdi cdv cfn chn cid cids ciu cjs clnt clnts clt cmht cmo cmu cof coll comm commn compln connd cont contd
        corr cou cous cph cpm cpo cpt cpw crb crim crm crt csc csi csm csr csu csw ctiru ctp ctr ctte cttee cya damg dda def defts
        desc descr det dets diag diff disch disclsd diy dm dmd dmed dpr dpu drs dsc dsi dss dvli dvm eab ead ecg eea eft elec emrg enq
        enqs enqy ent eod eow esm esol esq est ets ettc euc evid exh exhs f2f facs fao fb fcr fiu fla flos fmu foc foi fpn fpns fri
        frv fta fte ftr fts fup fyg fys gbh gen gis gmw gof gov govr grp grps gtr hcp hdu hff hhs hlc hld hmct hmi hmrcs hol
        hrbp hrd hrdept hse hsg husb hvs hwb iaw ibid ic0 ic1s ic3s ic4s ic9 icb icu id'd id'ing idd idva idvas ifo ifr iie illeg
        imei imm imms incd incl incld inclg incs indep indiv indivs inf infm infmt infts init inj injs insp inspn int intox intoxd intv
        intvd intvw inv invs inx ioo ipe iro isp isva isvas itu jcp jnc jnr jqs jso kmh ko'd kwn l8r lac'd las lasd latt lbt lcpu ldn
        lfb lgbtqia lgi lhs lic lmk loc locn locs lps lpt lts mcr mdt mdts med meds mfh mg11s mg15 mg4 mg5 mg6 mgr mgrs mgt mha mip
        misper mispers mkt mngr moj mou mous msg'd msgd msk mtg mtgs mth mths mtr mtrs nbr nbrs nct ncts ndr neet neighb ner nfa'd nfad
        nfas nfd nfi nfp nft ngh nhb nho nhp nhw nhws nid njp nkda nkn nln nls nnf noc nok nom npcc npt npts nqt nrn nrpf nst ntk ntr
        nvq nvr nxt obj obo occ occd occs oco oel offd ofr ofrs ogd oicd oics oiu ojt oli oob ooo opp opps ops'd org orgs orig osb osg
        ot ots pab paf pax pbm pcc pcd pcs pcsos pcw pda pdp pdu perp perps pers pfd pgr phys pir pirt pkt plt pmh pmo pmt pnb pnbs poa
        pob poc polac polsa popo pos posn possbl pov ppe ppi ppo ppt pra prb prelim prems pres prev prevs prf pri prob probs prog prov
        prs prt psa psd psg psi psic psni pso psu psv pta ptg ptl ptls pts pvt qid qrt qrts qty quals rcd rcvd rdf rds rec'd recs recv
        ref'd refd refl regd rego regs rel relig reml repd repr req reqd reqs res resc resi resis resp resps ret rfc rfi rfr rhs
        ric rics rjc rmd rmp rmv rng roc rofl rptd rptg rptr rpts rqd rsl rsn rsrc rsvp rtb rtcs rtd rti rtn rto rts rtw ruid ruis rwd
        s136 s18 s20 s39 s42 s47 s4a s60 sar satnav sbo sch schs scl sdl sec secy sed seiz sep sept serv sgts shd sho shp shr shrt shud
        shv sibs sigs simi sitn sitrep sitreps skl slb slc slp snr snt soc soco socos socpa soe soi spk spkn spl spoc spocs spt sqn sru
        ssd ssw sta std stds stfu stmnt stmt stmts stnd stns str strt sts subjs sug supp supt supv sur surv susd susp1 susp2 suspd svc
        svcs swp swt sxl sym syn sys tac tdy tech tel'd terr tfc tfn tgt thk thnx thx tks tkt tku tmo tmrw tmw tnsfr tnx toa tob toc tok
        tol tom'w tomo tonite tox tpa tpac tpt traf trag tran trans transp trf trg trn trng troj tru trus trvl tsg tsu ttl ttyl twd twds
        twrds txd txt txtd txting txts u10 u11 u11s u12 u13 u14 u15 u16 u18 u21 und undr unk unkn unkwn unr unsub upd upds ura urg urgt
        usu util uvf vacc vaw vcs veh vehs ver vfr vics vids vio vip vips vis viw viws vld vmail vms voi vol vols vom vps vpu vrms vrn
        vuln vulns wbc wcc wdc wef wel wfh whch wht wip wkd wkdy wkend wkends wkg wkly wknd wknds wkr wkrs wks wld wmas wmp wmt woa wpc
        wpn wpns wrd wrds wrk wrkg wrks wrn wrt wsp wtd wth wtn wtr wts wud wudnt wuz wyp xams xch xfer xmas xmass xref xtra ygtr yjs
        yob's yot yots yrs yst ytd yth yths
        """;
}
