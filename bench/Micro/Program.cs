using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

// `--dry` calls each benchmark once: to see that it works. All else is for BenchmarkDotNet.
var isDry = args.Contains("--dry");

// Within this process: a project made on the fly would not know the repository's central versions.
var job = (isDry ? Job.Dry : Job.ShortRun).WithToolchain(InProcessEmitToolchain.Instance).WithId("in-process");
var config = ManualConfig.CreateEmpty()
    .AddColumnProvider(DefaultColumnProviders.Instance)
    .AddLogger(ConsoleLogger.Default)
    .AddDiagnoser(MemoryDiagnoser.Default)
    .AddExporter(JsonExporter.Brief)
    .AddJob(job);

var reports = BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run([.. args.Where(argument => argument != "--dry")], config);
return reports.Any(report => report.HasCriticalValidationErrors || report.Reports.Any(benchmark => !benchmark.Success)) ? 1 : 0;
