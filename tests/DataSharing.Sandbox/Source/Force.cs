namespace DataSharing.Sandbox.Source;

/// <summary>A police force: how many incidents of ten thousand it has, and the code of its area where it has one.</summary>
internal sealed record Force(string Slug, int Share, string? AreaCode)
{
    public const string Railway = "btp";

    /// <summary>It has no share because it gets every thirtieth incident: some in every 300, whatever the seed.</summary>
    public const string Regular = "nottinghamshire";

    /// <summary>All forces of the United Kingdom that share by place or by railway. Area codes: Office for National Statistics, Open Government Licence v3.0.</summary>
    public static readonly IReadOnlyList<Force> All =
    [
        new("avon-and-somerset", 90, "E23000036"),
        new("bedfordshire", 22, "E23000026"),
        new("cambridgeshire", 80, "E23000023"),
        new("cheshire", 60, "E23000006"),
        new("city-of-london", 50, "E23000034"),
        new("cleveland", 22, "E23000013"),
        new("cumbria", 22, "E23000002"),
        new("derbyshire", 22, "E23000018"),
        new("devon-and-cornwall", 50, "E23000035"),
        new("dorset", 60, "E23000039"),
        new("durham", 22, "E23000008"),
        new("dyfed-powys", 22, "W15000004"),
        new("essex", 200, "E23000028"),
        new("gloucestershire", 22, "E23000037"),
        new("greater-manchester", 1580, "E23000005"),
        new("gwent", 22, "W15000002"),
        new("hampshire", 70, "E23000030"),
        new("hertfordshire", 480, "E23000027"),
        new("humberside", 22, "E23000012"),
        new("kent", 70, "E23000032"),
        new("lancashire", 50, "E23000003"),
        new("leicestershire", 80, "E23000021"),
        new("lincolnshire", 22, "E23000020"),
        new("merseyside", 160, "E23000004"),
        new("metropolitan", 5800, "E23000001"),
        new("norfolk", 22, "E23000024"),
        new("north-wales", 22, "W15000001"),
        new("north-yorkshire", 22, "E23000009"),
        new("northamptonshire", 22, "E23000022"),
        new("northumbria", 120, "E23000007"),
        new("nottinghamshire", 0, "E23000019"),
        new("south-wales", 70, "W15000003"),
        new("south-yorkshire", 80, "E23000011"),
        new("staffordshire", 22, "E23000015"),
        new("suffolk", 22, "E23000025"),
        new("surrey", 60, "E23000031"),
        new("sussex", 170, "E23000033"),
        new("thames-valley", 150, "E23000029"),
        new("warwickshire", 22, "E23000017"),
        new("west-mercia", 22, "E23000016"),
        new("west-midlands", 200, "E23000014"),
        new("west-yorkshire", 330, "E23000010"),
        new("wiltshire", 22, "E23000038"),
        new("scotland", 230, "S23000009"),
        new("northern-ireland", 40, null),
        new("btp", 150, null),
    ];
}
