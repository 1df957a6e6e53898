using Perdure.Bench.Results;

namespace Perdure.Bench.Reporting;

internal static class ReportPage
{
    public static async Task WriteAsync(SessionFolder folder, string into)
    {
        Directory.CreateDirectory(into);
        await folder.Passes.ReadAsync();
    }
}
