using Perdure;
using Press.Display;

namespace Press;

/// <summary>The person at the terminal, who is asked whether an article is printed.</summary>
/// <param name="isApproving">Nobody is asked: the answer is yes.</param>
internal sealed class Desk(bool isApproving, TextReader answers, TextWriter questions)
{
    private readonly HashSet<string> answered = [];

    /// <summary>Asks what the run asks, if there is anything, and sends the answer.</summary>
    /// <returns>Whether the run goes on; false where the terminal has no answer.</returns>
    public async Task<bool> AskAsync(WorkflowHandle<Page> run, LiveText live, CancellationToken cancellationToken)
    {
        foreach (var question in await run.GetQuestionsAsync(cancellationToken))
        {
            // What was answered is asked until a worker has taken the answer.
            if (answered.Contains(question.Asked.Id)) continue;
            await live.EndAsync();
            await questions.WriteLineAsync($"\n{question.Agent} asks: {question.Asked.Message}\n{question.Asked.Payload}");
            if (await DecideAsync(cancellationToken) is not { } verdict) return false;
            answered.Add(question.Asked.Id);
            await run.SignalAsync(PressDesk.Signals.Approve, verdict, cancellationToken);
        }

        return true;
    }

    private async Task<Verdict?> DecideAsync(CancellationToken cancellationToken)
    {
        if (isApproving) return new Verdict(Approved: true, Reason: null);
        while (true)
        {
            await questions.WriteAsync("y or n, and why: ");
            await questions.FlushAsync(cancellationToken);

            // A console reads without looking at the token.
            if (await Task.Run(answers.ReadLine, cancellationToken).WaitAsync(cancellationToken) is not { } line) return null;
            string[] words = line.Split(' ', 2, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            var reason = words is [_, var why] ? why : null;
            switch (words is [var first, ..] ? first.ToUpperInvariant() : "")
            {
                case "Y": return new Verdict(Approved: true, reason);
                case "N": return new Verdict(Approved: false, reason);
            }
        }
    }
}
