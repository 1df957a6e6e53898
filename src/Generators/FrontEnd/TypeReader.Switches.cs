using Microsoft.CodeAnalysis;
using Perdure.Planning;

namespace Perdure.Generators.FrontEnd;

/// <summary>What cases can be made of a type.</summary>
internal sealed partial class TypeReader
{
    public SwitchType? Switch(TypeDescription type)
    {
        if (Find(type) is not { } symbol) return null;
        if (symbol.TypeKind == TypeKind.Enum) return new SwitchType(IsFlags(symbol) ? SwitchKind.Flags : SwitchKind.Enum, new EquatableArray<CaseDescription>(Members(symbol)));
        return symbol.SpecialType switch
        {
            SpecialType.System_Boolean => new SwitchType(
                SwitchKind.Bool, new EquatableArray<CaseDescription>([new(type.Key, type.Display, "true", "true"), new(type.Key, type.Display, "false", "false")])),
            SpecialType.System_String or SpecialType.System_Char or (>= SpecialType.System_SByte and <= SpecialType.System_UInt64) => new SwitchType(SwitchKind.Open, default),
            _ => null,
        };
    }

    public TypeDescription? Member(TypeDescription type, string member)
    {
        ITypeSymbol? found = Readable(type).FirstOrDefault(one => one.Name == member) switch
        {
            IPropertySymbol property => property.Type,
            IFieldSymbol field => field.Type,
            _ => null,
        };
        return found is null ? null : Describe(found);
    }

    public IReadOnlyList<string> Members(TypeDescription type) => [.. Readable(type).Select(member => member.Name).Distinct(StringComparer.Ordinal)];

    private static bool IsFlags(ITypeSymbol symbol) => symbol.GetAttributes().Any(attribute => attribute.AttributeClass.Is("System", "FlagsAttribute"));

    /// <summary>The values of an enum, each once, by its first name.</summary>
    private IEnumerable<CaseDescription> Members(ITypeSymbol symbol) => symbol.GetMembers().OfType<IFieldSymbol>()
        .Where(field => field.HasConstantValue)
        .GroupBy(field => field.ConstantValue)
        .Select(same => ConditionAttributes.DescribeEnum(symbol, same.Key!, this));

    /// <summary>What generated code can read of a value, those of its bases behind its own.</summary>
    private IEnumerable<ISymbol> Readable(TypeDescription type)
    {
        for (ITypeSymbol? symbol = Find(type); symbol is { SpecialType: SpecialType.None }; symbol = symbol.BaseType)
        {
            foreach (ISymbol member in symbol.GetMembers().Concat(symbol.TypeKind == TypeKind.Interface ? symbol.AllInterfaces.SelectMany(inherited => inherited.GetMembers()) : []))
            {
                bool isReadable = member is IPropertySymbol { IsIndexer: false, GetMethod: { } getter } && compilation.IsSymbolAccessibleWithin(getter, compilation.Assembly)
                    || member is IFieldSymbol { IsImplicitlyDeclared: false };
                if (isReadable && !member.IsStatic && compilation.IsSymbolAccessibleWithin(member, compilation.Assembly)) yield return member;
            }
        }
    }
}
