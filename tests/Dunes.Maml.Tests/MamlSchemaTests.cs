namespace Dunes.Maml.Tests;

public sealed class MamlSchemaTests
{
    private const string Invoice = """
        ---
        maml_version: "1.0"
        type: schema
        data_id: invoice
        schema_version: 2
        fields:
          - {name: number, type: string, required: true, min: 3, max: 8}
          - {name: total, type: number, required: true, min: 0, max: 1000.5}
          - {name: copies, type: integer, min: 1}
          - {name: currency, type: string, enum: [EUR, USD]}
          - {name: paid, type: boolean}
          - {name: due, type: timestamp, min: "2026-01-01T00:00:00Z"}
          - name: lines
            type: array
            min: 1
            max: 3
            items:
              type: object
              fields:
                - {name: text, type: string, required: true}
                - {name: level, type: integer, enum: [1, 2]}
          - {name: customer, type: object, required: true, fields: [{name: id, type: string, required: true, description: who}]}
        ---
        What an invoice holds.
        """;

    [Fact]
    public void A_document_that_conforms_has_no_faults() => Assert.Empty(Validate("""
        ---
        schema: invoice@2
        number: "€€€"
        total: 1.0005e3
        copies: 1.0
        currency: USD
        paid: false
        due: "2026-01-01T01:00:00+01:00"
        lines: [{text: a, level: 2, more: free}]
        customer: {id: c}
        other: anything
        ---
        body
        """));

    [Fact]
    public void All_faults_are_told_at_once_with_their_lines()
    {
        var faults = Validate("""
            ---
            schema: invoice@2
            number: "12"
            total: 1000.6
            copies: 1.5
            currency: eur
            paid: "yes"
            due: "2025-12-31T23:59:59.9999999Z"
            lines:
              - text: 1
                level: 3
              - {}
              -
                text: a
              - 5
            customer: {}
            ---
            body
            """);
        Assert.Equal(
            [
                ("DUNES-MAML-124", 3, "number"),
                ("DUNES-MAML-124", 4, "total"),
                ("DUNES-MAML-123", 5, "copies"),
                ("DUNES-MAML-125", 6, "currency"),
                ("DUNES-MAML-123", 7, "paid"),
                ("DUNES-MAML-124", 8, "due"),
                ("DUNES-MAML-124", 9, "lines"),
                ("DUNES-MAML-123", 10, "lines[0].text"),
                ("DUNES-MAML-125", 11, "lines[0].level"),
                ("DUNES-MAML-122", 12, "lines[1].text"),
                ("DUNES-MAML-123", 15, "lines[3]"),
                ("DUNES-MAML-122", 16, "customer.id"),
            ],
            faults.Select(fault => (fault.Code, fault.Line, fault.Field)));
        Assert.Equal("2 characters are less than 3.", faults[0].Message);
        Assert.Equal("\"eur\" is none of \"EUR\", \"USD\".", faults[3].Message);
    }

    [Theory]
    [InlineData("total: -1", "DUNES-MAML-124")]
    [InlineData("total: -0", "")]
    [InlineData("total: null", "DUNES-MAML-123")]
    [InlineData("total: \"5\"", "DUNES-MAML-123")]
    [InlineData("total: 1, number: \"123456789\"", "DUNES-MAML-124")]
    [InlineData("total: 1, due: \"2026-01-01\"", "DUNES-MAML-123")]
    [InlineData("total: 1, due: \"2026-02-30T00:00:00Z\"", "DUNES-MAML-123")]
    [InlineData("total: 1, due: \"2026-01-01T00:00:00\"", "DUNES-MAML-123")]
    [InlineData("total: 1, lines: []", "DUNES-MAML-124")]
    [InlineData("total: 1, lines: {}", "DUNES-MAML-123")]
    [InlineData("total: 1, copies: 9007199254740992", "")]
    [InlineData("total: 1, number: \"😀😀\"", "DUNES-MAML-124")]
    [InlineData("copies: 3", "DUNES-MAML-122")]
    public void Values_are_judged_one_by_one(string fields, string code)
    {
        var number = fields.Contains("number", StringComparison.Ordinal) ? "" : "number: abc, ";
        var faults = Validate($"---\n{{schema: invoice@2, customer: {{id: c}}, {number}{fields}}}\n---\n");
        Assert.Equal(code.Length == 0 ? [] : [code], faults.Select(fault => fault.Code));
    }

    [Theory]
    [InlineData("schema: invoice", "DUNES-MAML-126")]
    [InlineData("schema: 2", "DUNES-MAML-126")]
    [InlineData("schema: a@b@c", "DUNES-MAML-126")]
    [InlineData("schema: invoice@3", "DUNES-MAML-121")]
    [InlineData("schema: other@2", "DUNES-MAML-121")]
    public void A_schema_that_is_not_there_is_a_fault(string field, string code)
    {
        var fault = Assert.Single(Validate($"---\na: b\n{field}\n---\n"));
        Assert.Equal((code, 3, "schema"), (fault.Code, fault.Line, fault.Field));
    }

    [Fact]
    public void A_document_without_a_schema_is_free() => Assert.Empty(Validate("---\ntype: invoice\nschema_version: 9\n---\n"));

    [Fact]
    public void All_that_is_wrong_with_a_schema_is_told_at_once_with_its_lines()
    {
        var document = Documents.Parse("""
            ---
            type: schema
            data_id: in voice
            schema_version: 1.0
            fields:
              - {name: a, type: text}
              - {name: b, type: string, min: -1}
              - {name: c, type: string, min: 3, max: 2}
              - {name: d, type: boolean, min: 1}
              - {name: e, type: integer, enum: [1, x, 2.5]}
              - {name: f, type: string, enum: []}
              - {name: f, type: string}
              - {type: string}
              - {name: g, type: string, requird: true}
              - {name: h, type: string, required: "yes"}
              - {name: i, type: string, items: {type: string}}
              - {name: j, type: array, items: {type: array, items: {name: k, type: string}}}
              - {name: l, type: object, fields: [{name: m, type: timestamp, max: 5}]}
              - {name: n, type: array, enum: [1]}
              - nothing
            ---
            """);
        Assert.Null(MamlSchema.Read(document, out var faults));
        Assert.All(faults, fault => Assert.Equal("DUNES-MAML-120", fault.Code));
        Assert.Equal(
            [
                (3, "data_id"), (4, "schema_version"), (6, "fields[0].type"), (7, "fields[1].min"), (8, "fields[2].max"), (9, "fields[3].min"),
                (10, "fields[4].enum[1]"), (10, "fields[4].enum[2]"), (11, "fields[5].enum"), (12, "fields[6].name"), (13, "fields[7].name"),
                (14, "fields[8]"), (15, "fields[9].required"), (16, "fields[10].items"), (17, "fields[11].items.items"),
                (18, "fields[12].fields[0].max"), (19, "fields[13].enum"), (20, "fields[14]"),
            ],
            faults.Select(fault => (fault.Line, fault.Field)));
        Assert.Equal(faults, new MamlSchemas().Validate(document));
    }

    [Fact]
    public void A_schema_without_fields_or_of_another_type_is_none()
    {
        Assert.Null(MamlSchema.Read(Documents.Parse("---\ntype: schema\nid: a\nschema_version: \"1.0\"\n---\n"), out var faults));
        Assert.Equal("fields", Assert.Single(faults).Field);
        Assert.Null(MamlSchema.Read(Documents.Parse("---\ntype: report\nid: a\nschema_version: b\nfields: []\n---\n"), out faults));
        Assert.Equal("type", Assert.Single(faults).Field);
        Assert.Equal("a@1.0", MamlSchema.Read(Documents.Parse("---\ntype: schema\nid: a\nschema_version: \"1.0\"\nfields: []\n---\n"), out _)!.Reference);
    }

    [Fact]
    public void A_schema_is_there_once()
    {
        var schemas = new MamlSchemas();
        Assert.Empty(schemas.Add(Documents.Parse(Invoice)));
        Assert.Equal("DUNES-MAML-127", Assert.Single(schemas.Add(Documents.Parse(Invoice))).Code);
        Assert.Equal(["invoice@2"], schemas.References);
    }

    [Fact]
    public void Faults_and_declarations_have_a_limit()
    {
        var faults = Validate($"---\n{{schema: invoice@2, number: abc, total: 1, customer: {{id: c}}, lines: [{string.Join(", ", Enumerable.Repeat("1", 5000))}]}}\n---\n");
        Assert.Equal(1001, faults.Count);
        Assert.Equal("DUNES-MAML-128", faults[^1].Code);

        string Schema(int count) => $"---\ntype: schema\nid: a\nschema_version: 1\nfields:\n{string.Concat(Enumerable.Range(0, count).Select(i => $"  - {{name: f{i}, type: string}}\n"))}---\n";
        Assert.NotNull(MamlSchema.Read(Documents.Parse(Schema(1000)), out _));
        Assert.Null(MamlSchema.Read(Documents.Parse(Schema(1010)), out faults));
        Assert.Single(faults);
    }

    private static IReadOnlyList<MamlFault> Validate(string text)
    {
        var schemas = new MamlSchemas();
        Assert.Empty(schemas.Add(Documents.Parse(Invoice)));
        return schemas.Validate(Documents.Parse(text));
    }
}
