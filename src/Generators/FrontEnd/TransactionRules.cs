using Microsoft.CodeAnalysis;
using Perdure.Generators.Diagnostics;

namespace Perdure.Generators.FrontEnd;

/// <summary>PDR020 to PDR022: what a step's own transaction cannot be combined with, or should not.</summary>
internal static class TransactionRules
{
    /// <summary>Looks at the parameters of a step.</summary>
    /// <param name="method">The step.</param>
    /// <param name="isDeclared">Whether the generator writes its body.</param>
    /// <param name="findings">Takes what is wrong.</param>
    /// <returns>Whether there can be no plan.</returns>
    public static bool Check(IMethodSymbol method, bool isDeclared, List<ShapeFinding> findings)
    {
        IParameterSymbol[] transactions = [.. method.Parameters.Where(parameter => parameter.Type.IsTransaction())];
        if (transactions.Length == 0) return false;
        if (isDeclared)
        {
            foreach (IParameterSymbol transaction in transactions)
                findings.Add(new ShapeFinding(ShapeRules.DeclaredWithTransaction, SourceLocations.Type(transaction), method.Name, transaction.Name));
            return true;
        }

        if (transactions.Length > 1)
        {
            string names = string.Join(" and ", transactions.Select(transaction => $"'{transaction.Name}'"));
            findings.Add(new ShapeFinding(ShapeRules.SeveralTransactions, SourceLocations.Type(transactions[1]), method.Name, names));
            return true;
        }

        if (method.Parameters.FirstOrDefault(parameter => parameter.Type.IsAgent()) is { } agent)
            findings.Add(new ShapeFinding(ShapeRules.AgentInTransaction, SourceLocations.Type(agent), method.Name, transactions[0].Name, TypeReader.Display(agent.Type)));
        return false;
    }
}
