package dev.carillon.server.assets.search.query;

import dev.carillon.server.assets.search.query.IndexedField.Kind;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.index.Term;
import org.apache.lucene.queryparser.classic.ParseException;
import org.apache.lucene.queryparser.classic.QueryParser;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FuzzyQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.MultiTermQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.WildcardQuery;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/** Lucene's own parser, told what the fields of assets are. Made for one query. */
class AssetQueryParser extends QueryParser {

  /** What the parser calls a term without a field name; it cannot be typed. */
  private static final String NO_NAME = "";

  private static final IndexedField FREE = new IndexedField(NO_NAME, Kind.WORDS, true);

  /** Each of them is compared with every word there is, or makes a large automaton. */
  private static final int COSTLY_MAX = 20;

  private static final int FUZZY_LENGTH_MAX = 100;

  private final IndexedFields fields;
  private final QueryContext scope;
  private final ValueQueries values;
  private final Set<String> unknown = new HashSet<>();
  private final Set<String> named = new HashSet<>();
  private int costly;

  AssetQueryParser(IndexedFields fields, Analyzer analyzer, QueryContext scope, TimeReader times) {
    super(NO_NAME, analyzer);
    this.fields = fields;
    this.scope = scope;
    this.values = new ValueQueries(times);
    setDefaultOperator(Operator.AND);
    setAllowLeadingWildcard(true);
    setSplitOnWhitespace(true);
    setAutoGeneratePhraseQueries(true);
  }

  /** The names met so far that no field has now; custom ones need no declaration. */
  Set<String> unknownFields() {
    return unknown;
  }

  /** The fields that were named so far, as they are called. */
  Set<String> namedFields() {
    return named;
  }

  @Override
  protected @Nullable Query getFieldQuery(String name, String text, boolean quoted)
      throws ParseException {
    return match(name, text, quoted, 0);
  }

  @Override
  protected @Nullable Query getFieldQuery(String name, String text, int slop)
      throws ParseException {
    return match(name, text, true, slop);
  }

  @Override
  protected Query getPrefixQuery(String name, String prefix) throws ParseException {
    if (prefix.isEmpty()) {
      return present(name);
    }
    return pattern(name, prefix, prefix + "*", PrefixQuery::new);
  }

  @Override
  protected Query getWildcardQuery(String name, String pattern) throws ParseException {
    if (pattern.chars().allMatch(c -> c == '*')) {
      return present(name);
    }
    if (pattern.startsWith("*") || pattern.startsWith("?")) {
      countCostly(pattern);
    }
    return pattern(name, pattern, pattern, WildcardQuery::new);
  }

  @Override
  protected Query getFuzzyQuery(String name, String term, float similarity) throws ParseException {
    countCostly(term + "~");
    if (term.length() > FUZZY_LENGTH_MAX) {
      throw new ParseException(
          "a term that ends with ~ may have at most "
              + FUZZY_LENGTH_MAX
              + " characters, and '"
              + FileTextTerm.shown(term)
              + "' has "
              + term.length());
    }
    return pattern(name, term, term + "~", like -> new FuzzyQuery(like, edits(similarity, like)));
  }

  private static int edits(float similarity, Term like) {
    String text = like.text();
    return FuzzyQuery.floatToEdits(similarity, text.codePointCount(0, text.length()));
  }

  private void countCostly(String term) throws ParseException {
    costly++;
    if (costly > COSTLY_MAX) {
      throw new ParseException(
          "at most "
              + COSTLY_MAX
              + " terms of a query may begin with * or ?, or end with ~, and '"
              + FileTextTerm.shown(term)
              + "' is one too many: each of them is compared with every word in the index");
    }
  }

  @Override
  protected Query getRegexpQuery(String name, String expression) throws ParseException {
    throw new ParseException("regular expressions are not supported");
  }

  @Override
  protected Query getRangeQuery(
      String name,
      @Nullable String from,
      @Nullable String to,
      boolean fromInclusive,
      boolean toInclusive)
      throws ParseException {
    Optional<IndexedField> field = find(name.equals(NO_NAME) ? "name" : name);
    if (field.isEmpty()) {
      return MatchNoDocsQuery.INSTANCE;
    }
    if (from == null && to == null) {
      return present(field.get());
    }
    return switch (field.get().kind()) {
      case NUMBER, SIZE, TIME, DAY ->
          values.range(field.get(), new ValueQueries.Ends(from, to, fromInclusive, toInclusive));
      case WORDS -> texts(field.get(), from, to, fromInclusive, toInclusive);
      case PATH -> texts(field.get(), path(from), path(to), fromInclusive, toInclusive);
      case ID, CONTENT, RELATION ->
          throw new ParseException("'" + name + "' cannot be searched for a range");
    };
  }

  /** A query that only excludes means everything else. */
  @Override
  protected @Nullable Query getBooleanQuery(List<BooleanClause> clauses) throws ParseException {
    Query query = super.getBooleanQuery(clauses);
    if (query == null || !clauses.stream().allMatch(BooleanClause::isProhibited)) {
      return query;
    }
    BooleanQuery.Builder everythingElse = new BooleanQuery.Builder();
    everythingElse.add(MatchAllDocsQuery.INSTANCE, Occur.MUST);
    clauses.forEach(everythingElse::add);
    return everythingElse.build();
  }

  private @Nullable Query match(String name, String text, boolean quoted, int slop)
      throws ParseException {
    if (name.equals(NO_NAME)) {
      return freeWords(text, quoted, slop);
    }
    Optional<IndexedField> found = find(name);
    if (found.isEmpty()) {
      return MatchNoDocsQuery.INSTANCE;
    }
    IndexedField field = found.get();
    return switch (field.kind()) {
      case ID -> new TermQuery(new Term(field.exact(), TextFolding.exact(text)));
      case PATH -> new TermQuery(new Term(field.exact(), TextFolding.path(text)));
      case WORDS -> orNothing(words(field, text, quoted, slop));
      case CONTENT -> new FileTextTerm(orNothing(words(field, text, quoted, slop)), text);
      case NUMBER, SIZE, TIME, DAY -> values.match(field, text);
      case RELATION -> relation(field, text);
    };
  }

  /** In any field that is searched without naming it; null where the text has no word at all. */
  private @Nullable Query freeWords(String text, boolean quoted, int slop) {
    Query inMetadata = words(FREE, text, quoted, slop);
    Query inContent = words(IndexedFields.content(), text, quoted, slop);
    return inMetadata == null || inContent == null
        ? null
        : either(inMetadata, new FileTextTerm(inContent, text));
  }

  private @Nullable Query words(IndexedField field, String text, boolean quoted, int slop) {
    return createFieldQuery(
        getAnalyzer(),
        Occur.MUST,
        field.words(),
        text,
        quoted || getAutoGeneratePhraseQueries(),
        slop);
  }

  private Query pattern(
      String name, String text, String written, Function<Term, MultiTermQuery> like)
      throws ParseException {
    Deadline deadline = scope.deadline();
    String part = FileTextTerm.part(written);
    return deadline.during(
        part,
        () -> pattern(name, text, term -> new PatternQuery(like.apply(term), part, deadline)));
  }

  private Query pattern(String name, String pattern, Function<Term, Query> query)
      throws ParseException {
    if (name.equals(NO_NAME)) {
      return either(patternInWords(FREE, pattern, query), patternInContent(pattern, query));
    }
    Optional<IndexedField> found = find(name);
    if (found.isEmpty()) {
      return MatchNoDocsQuery.INSTANCE;
    }
    IndexedField field = found.get();
    return switch (field.kind()) {
      case ID -> query.apply(new Term(field.exact(), pattern));
      case PATH ->
          query.apply(
              new Term(field.exact(), TextFolding.composed(pattern).toLowerCase(Locale.ROOT)));
      case WORDS -> patternInWords(field, pattern, query);
      case CONTENT -> patternInContent(pattern, query);
      case NUMBER, SIZE, TIME, DAY ->
          throw new ParseException(
              "'" + field.name() + "' allows no wildcard except * alone; use a range");
      case RELATION -> throw wildRelation(field);
    };
  }

  private Query patternInWords(IndexedField field, String pattern, Function<Term, Query> query) {
    BytesRef folded = getAnalyzer().normalize(field.words(), pattern);
    return either(
        query.apply(new Term(field.words(), folded)),
        query.apply(new Term(field.chunks(), folded)));
  }

  private Query patternInContent(String pattern, Function<Term, Query> query) {
    String words = IndexedFields.content().words();
    return new FileTextTerm(
        query.apply(new Term(words, getAnalyzer().normalize(words, pattern))), pattern);
  }

  private Query present(String name) throws ParseException {
    if (name.equals(NO_NAME) || name.equals("*")) {
      return MatchAllDocsQuery.INSTANCE;
    }
    Optional<IndexedField> field = find(name);
    return field.isEmpty() ? MatchNoDocsQuery.INSTANCE : present(field.get());
  }

  private Query present(IndexedField field) throws ParseException {
    Query present = new TermQuery(new Term(AssetDocuments.PRESENT, field.name()));
    return switch (field.kind()) {
      case ID -> MatchAllDocsQuery.INSTANCE;
      case CONTENT -> new FileTextTerm(present, "*");
      case WORDS, PATH, NUMBER, SIZE, TIME, DAY -> present;
      case RELATION -> throw wildRelation(field);
    };
  }

  private Query relation(IndexedField field, String value) throws ParseException {
    if (!scope.relations().canBeAsked()) {
      throw new ParseException("'" + field.name() + "' cannot be used in a filter");
    }
    if (value.isBlank()) {
      throw new ParseException("'" + field.name() + "' needs a value");
    }
    return new RelationTerm(
        switch (field.name().toLowerCase(Locale.ROOT)) {
          case "relationtarget" -> RelationTerm.Part.RELATION_TARGET;
          case "relationtype" -> RelationTerm.Part.RELATION_TYPE;
          default -> RelationTerm.Part.RELATED_TO;
        },
        value);
  }

  private static ParseException wildRelation(IndexedField field) {
    return new ParseException("'" + field.name() + "' allows no wildcards");
  }

  private Optional<IndexedField> find(String name) {
    Optional<IndexedField> field = fields.find(name);
    if (field.isEmpty() || (fields.known(name).isEmpty() && !name.startsWith("cf_"))) {
      unknown.add(name);
    }
    field.ifPresent(known -> named.add(known.name()));
    return field;
  }

  private static Query texts(
      IndexedField field,
      @Nullable String from,
      @Nullable String to,
      boolean fromInclusive,
      boolean toInclusive) {
    return WholeValues.range(field, from, to, fromInclusive, toInclusive);
  }

  private static @Nullable String path(@Nullable String value) {
    return value == null ? null : TextFolding.path(value);
  }

  private static Query either(Query one, Query other) {
    return new BooleanQuery.Builder().add(one, Occur.SHOULD).add(other, Occur.SHOULD).build();
  }

  private static Query orNothing(@Nullable Query query) {
    return query == null ? MatchNoDocsQuery.INSTANCE : query;
  }
}
