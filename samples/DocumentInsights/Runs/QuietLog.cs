using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Documents.Runs;

/// <summary>Keeps the log out of the way of what the sample shows.</summary>
internal static class QuietLog
{
    /// <summary>Logs warnings and errors only, to the error stream.</summary>
    public static HostApplicationBuilder WithQuietLog(this HostApplicationBuilder builder)
    {
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.Configure<ConsoleLoggerOptions>(options => options.LogToStandardErrorThreshold = LogLevel.Trace);
        return builder;
    }
}
