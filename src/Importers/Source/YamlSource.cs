using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Perdure.Importers.Source;

/// <summary>Reads YAML: what JSON has as well, since nothing else has a meaning in an agent config. Plain scalars are what PyYAML takes them for, which is what ADK reads with (YAML 1.1: <c>yes</c> is true).</summary>
internal sealed partial class YamlSource
{
    /// <summary>Deeper ones are no agent, and would end the stack.</summary>
    private const int MaxDepth = 64;

    private static readonly string[] True = ["true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"];
    private static readonly string[] False = ["false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"];
    private static readonly string[] Null = ["", "~", "null", "Null", "NULL"];

    private readonly SourceFile file;
    private readonly LinePlaces places;
    private readonly Refusals refusals;
    private readonly YamlEvents parser;
    private int depth;

    private YamlSource(SourceFile file, Refusals refusals)
    {
        this.file = file;
        this.refusals = refusals;
        places = new LinePlaces(file);
        parser = new YamlEvents(new Parser(new StringReader(file.Text)));
    }

    /// <returns>What the file says; null: it is no YAML, or some that is not read, which is refused.</returns>
    public static SourceValue? Read(SourceFile file, Refusals refusals)
    {
        try
        {
            return new YamlSource(file, refusals).ReadDocument();
        }
        catch (YamlException failure)
        {
            refusals.Add(new SourcePlace(file.Path, (int)failure.Start.Line, (int)failure.Start.Column), $"'{file.Path}'", $"it is no YAML: {failure.Message.TrimEnd('.')}", "mend its form");
            return null;
        }
    }

    private SourceValue? ReadDocument()
    {
        int before = refusals.Count;
        parser.Consume<StreamStart>();
        if (Take<DocumentStart>() is null)
        {
            refusals.Add(new SourcePlace(file.Path, 1, 1), $"'{file.Path}'", "it is empty", "write the agent in it");
            return null;
        }

        SourceValue value = ReadValue();
        parser.Consume<DocumentEnd>();
        if (Take<DocumentStart>() is { } second) Refuse(second.Start, "A second document", "a config is one document", "give each agent a file of its own");
        return refusals.Count > before ? null : value;
    }

    private SourceValue ReadValue()
    {
        if (Take<AnchorAlias>() is { } alias)
        {
            Refuse(alias.Start, $"The alias '*{alias.Value}'", "what it stands for would be written twice", "write it out");
            return new SourceValue(SourceKind.Null, At(alias.Start), "");
        }

        if (parser.Current is NodeEvent { Anchor.IsEmpty: false } named) Refuse(named.Start, $"The anchor '&{named.Anchor.Value}'", "aliases are not read", "write out what it stands for where it is used");
        if (parser.Current is NodeEvent { Tag: { IsEmpty: false, IsNonSpecific: false } } tagged) Refuse(tagged.Start, $"The tag '{tagged.Tag.Value}'", "tags make objects of a program", "leave it out");
        if (++depth > MaxDepth) throw new YamlException(parser.Current!.Start, parser.Current.End, $"it is nested deeper than {MaxDepth} times");
        SourceValue value = Take<Scalar>() is { } scalar ? ReadScalar(scalar) : Take<SequenceStart>() is { } list ? ReadList(list) : ReadObject(parser.Consume<MappingStart>());
        depth--;
        return value;
    }

    private SourceValue ReadList(SequenceStart start)
    {
        List<SourceValue> items = [];
        while (Take<SequenceEnd>() is null) items.Add(ReadValue());
        return new SourceValue(SourceKind.List, At(start.Start), "") { Items = items };
    }

    private SourceValue ReadObject(MappingStart start)
    {
        List<SourceProperty> properties = [];
        while (Take<MappingEnd>() is null)
        {
            SourceValue key = ReadValue();
            if (key.Kind is SourceKind.Object or SourceKind.List) refusals.Add(key.Place, "A key", $"it is {key.Called}, and keys are texts", "write a name");
            properties.Add(new SourceProperty(key.Text, key.Place, ReadValue()));
        }

        return new SourceValue(SourceKind.Object, At(start.Start), "") { Properties = properties };
    }

    private SourceValue ReadScalar(Scalar scalar)
    {
        bool isPlain = !scalar.IsQuotedImplicit && scalar.Style == ScalarStyle.Plain;
        if (isPlain && OddNumber().IsMatch(scalar.Value)) Refuse(scalar.Start, $"The number '{scalar.Value}'", "ADK reads YAML 1.1, to which it is no number of decimal digits", "write it in these, or in quotes if it is a text");
        SourceKind kind = isPlain ? KindOf(scalar.Value) : SourceKind.Text;
        string text = kind == SourceKind.Bool ? True.Contains(scalar.Value) ? "true" : "false" : scalar.Value;
        return new SourceValue(kind, At(scalar.Start), text) { Within = (part, occurrence) => Find(scalar, part, occurrence) };
    }

    private static SourceKind KindOf(string plain) =>
        Null.Contains(plain) ? SourceKind.Null
        : True.Contains(plain) || False.Contains(plain) ? SourceKind.Bool
        : DecimalNumber().IsMatch(plain) ? SourceKind.Number
        : SourceKind.Text;

    /// <summary>Where a part of a scalar stands in the file: folding and escapes change lines and spaces, and not what is looked for here.</summary>
    private SourcePlace Find(Scalar scalar, string part, int occurrence)
    {
        int end = (int)scalar.End.Index;
        int at = (int)scalar.Start.Index - 1;
        for (var i = 0; i <= occurrence; i++)
        {
            at = file.Text.IndexOf(part, at + 1, StringComparison.Ordinal);
            if (at < 0 || at >= end) return At(scalar.Start);
        }

        return places.At(at);
    }

    /// <summary>The next event, if it is of this kind.</summary>
    private T? Take<T>()
        where T : ParsingEvent => parser.Accept<T>(out _) ? parser.Consume<T>() : null;

    private void Refuse(Mark at, string what, string why, string instead) => refusals.Add(At(at), what, why, instead);

    private SourcePlace At(Mark mark) => new(file.Path, (int)mark.Line, (int)mark.Column);

    [GeneratedRegex(@"^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex DecimalNumber();

    /// <summary>What YAML 1.1 takes for a number beside decimal ones: octal, hexadecimal and binary ones, by sixties, with underscores, and those that are not finite.</summary>
    [GeneratedRegex(@"^[-+]?(0[0-7_]+|0x[0-9a-fA-F_]+|0b[01_]+|[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?|(?=.*_)([0-9][0-9_]*(\.[0-9_]*)?|\.[0-9][0-9_]*)([eE][-+][0-9]+)?|\.(inf|Inf|INF|nan|NaN|NAN))$", RegexOptions.CultureInvariant)]
    private static partial Regex OddNumber();
}
