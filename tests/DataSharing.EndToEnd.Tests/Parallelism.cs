// Most of a test's time is a process that starts, a lock that is waited for, or a server's answer; more would make the waits of the worker's tests too long.
[assembly: LevelOfParallelism(6)]
