namespace Perdure.Language.Tests.Workflows.Timing;

/// <summary>What is reminded of.</summary>
/// <param name="At">When.</param>
/// <param name="Milliseconds">How long after that it is asked how it was.</param>
public sealed record Appointment(DateTimeOffset At, int Milliseconds);

/// <summary>Waits that data decides on: until an instant, for a time, behind a map, and of a step that does not run.</summary>
[Workflow]
public sealed partial class RemindOfAppointment : IWorkflow<Appointment, string>
{
    private readonly string mark = "!";

    [Step]
    private static int Read(Appointment appointment) => appointment.Milliseconds;

    [Step]
    private static long[] Split(Appointment appointment) => [appointment.Milliseconds, 1];

    [Step]
    private static long Halve([ForEach] long part) => part / 2;

    [Step, Delay(By = nameof(Then)), Retry(2, Delay = "0s")]
    private static string Remind(Appointment appointment, StepContext context) => context.Attempt == 1 ? throw new IOException("not yet") : "see you";

    [Step, Delay(By = nameof(Soon))]
    private string Ask([From(nameof(Remind))] string remind) => remind + ", how was it" + mark;

    [Step, When(nameof(IsNever)), Delay(By = nameof(Fail))]
    private static void Nothing(Appointment appointment) => throw new InvalidOperationException(appointment.ToString());

    [Step, Result]
    private static string Tell([From(nameof(Ask))] string ask) => ask;

    private static DateTimeOffset Then(Appointment appointment) => appointment.At;

    private TimeSpan Soon(int read, [From(nameof(Halve))] IReadOnlyList<long> halves) => TimeSpan.FromMilliseconds(read + halves.Sum() + mark.Length);

    private static bool IsNever(Appointment appointment) => appointment.Milliseconds < 0;

    private static TimeSpan Fail(Appointment appointment) => throw new InvalidOperationException($"{appointment} is not asked: its step is skipped");
}
