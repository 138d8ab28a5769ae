// Most fixtures wait for a server or a program most of the time; one that measures the whole process runs alone.
[assembly: Parallelizable(ParallelScope.Fixtures)]
[assembly: LevelOfParallelism(4)]
