using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

// Within this process: a project made on the fly would not know the repository's central versions.
var job = Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance).WithId("in-process");
var config = ManualConfig.CreateEmpty()
    .AddColumnProvider(DefaultColumnProviders.Instance)
    .AddLogger(ConsoleLogger.Default)
    .AddDiagnoser(MemoryDiagnoser.Default)
    .AddExporter(JsonExporter.Brief)
    .AddJob(job);

var reports = BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
return reports.Any(report => report.HasCriticalValidationErrors || report.Reports.Any(benchmark => !benchmark.Success)) ? 1 : 0;
