using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Perdure.CodeFixes.Syntax;

/// <summary>Attributes as syntax.</summary>
internal static class Attributes
{
    /// <summary><c>[Input]</c>.</summary>
    public static AttributeSyntax Marker(NameSyntax name) => SyntaxFactory.Attribute(name);

    /// <summary><c>[From(nameof(Load))]</c>.</summary>
    public static AttributeSyntax WithNameOf(NameSyntax name, string method) =>
        SyntaxFactory.Attribute(name, SyntaxFactory.AttributeArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.AttributeArgument(NameOf(method)))));

    /// <summary><c>nameof(Load)</c>, with an <c>@</c> where the name is a keyword.</summary>
    public static ExpressionSyntax NameOf(string method) =>
        SyntaxFactory.ParseExpression(SyntaxFacts.GetKeywordKind(method) == SyntaxKind.None ? $"nameof({method})" : $"nameof(@{method})");

    /// <summary>Puts an attribute before a parameter, on its line.</summary>
    public static ParameterSyntax Add(ParameterSyntax parameter, AttributeSyntax attribute)
    {
        AttributeListSyntax list = SyntaxFactory.AttributeList(SyntaxFactory.SingletonSeparatedList(attribute))
            .WithLeadingTrivia(parameter.GetLeadingTrivia())
            .WithTrailingTrivia(SyntaxFactory.Space);
        return parameter.WithLeadingTrivia().WithAttributeLists(parameter.WithLeadingTrivia().AttributeLists.Insert(0, list));
    }

    /// <summary>Puts an attribute into the list where a method is marked as a step.</summary>
    public static AttributeListSyntax Add(AttributeListSyntax list, AttributeSyntax attribute) =>
        list.WithAttributes(SyntaxFactory.SeparatedList<AttributeSyntax>(
            list.Attributes.GetWithSeparators().Add(SyntaxFactory.Token(default, SyntaxKind.CommaToken, SyntaxFactory.TriviaList(SyntaxFactory.Space))).Add(attribute)));
}
