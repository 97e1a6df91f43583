package dev.carillon.server.assets.search.query;

import dev.carillon.server.assets.field.FieldRegistry;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.index.Term;
import org.apache.lucene.queryparser.classic.ParseException;
import org.apache.lucene.queryparser.classic.Token;
import org.apache.lucene.queryparser.classic.TokenMgrError;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.automaton.TooComplexToDeterminizeException;

/**
 * The language in which assets are looked for: makes a query of Lucene's of a text, by {@link
 * AssetQueryParser}. With OpenSearch, {@code OpenSearchQueries} translates that query. Thread-safe.
 */
public final class QueryLanguage {

  /** A path from the root and nothing else; none of these characters can be part of a name. */
  private static final Pattern BARE_PATH = Pattern.compile("/[^\\\\:*?\"<>|#;]*");

  private final IndexedFields fields;
  private final AssetDocuments documents;
  private final Supplier<ZoneId> timeZone;
  private final Analyzer analyzer = new WordAnalyzer();

  /**
   * The language over these fields.
   *
   * @param timeZone in which the dates of a query are meant, where they do not say
   */
  public QueryLanguage(FieldRegistry registry, Supplier<ZoneId> timeZone) {
    this.fields = new IndexedFields(registry);
    this.documents = new AssetDocuments(fields);
    this.timeZone = timeZone;
  }

  /** The fields that queries and sort orders may name. */
  public IndexedFields fields() {
    return fields;
  }

  /** How assets become documents that fit the queries. */
  public AssetDocuments documents() {
    return documents;
  }

  /** The time zone in which the dates of a query are meant now, where they do not say. */
  public ZoneId zone() {
    return timeZone.get();
  }

  /** What cuts the documents' texts into words. */
  public Analyzer analyzer() {
    return analyzer;
  }

  /**
   * Understands a query.
   *
   * @throws MalformedQuery if it cannot
   */
  public ParsedQuery parse(String q, QueryContext scope) {
    return parse(q, scope, Supplier::get);
  }

  /**
   * The same, where something else carries out what keeps a processor busy; relations are looked up
   * by the present thread.
   */
  public ParsedQuery parse(String q, QueryContext scope, CpuTask computing) {
    QueryText text = QueryText.of(q);
    if (q.isBlank()) {
      return new ParsedQuery(MatchAllDocsQuery.INSTANCE, false, Set.of(), List.of(), Set.of());
    }
    if (BARE_PATH.matcher(q.strip()).matches()) {
      return new ParsedQuery(
          atOrUnder(TextFolding.path(q.strip())), false, Set.of(), List.of(), Set.of());
    }
    TimeReader times = new TimeReader(scope.now(), timeZone.get());
    AssetQueryParser parser = new AssetQueryParser(fields, analyzer, scope, times);
    RelationResolver relating = new RelationResolver(scope.relations(), scope.deadline());
    Query query = relating.resolve(computing.run(() -> parse(parser, text)));
    return new ParsedQuery(
        query, times.usedNow(), parser.unknownFields(), relating.found(), parser.namedFields());
  }

  /**
   * What a query asks, part by part; relations are not looked up.
   *
   * @throws MalformedQuery if it cannot be understood
   */
  public QueryPart parts(String q, QueryContext scope) {
    QueryText text = QueryText.of(q);
    String path = q.strip();
    if (path.isEmpty()) {
      return new QueryPart.Everything();
    }
    if (BARE_PATH.matcher(path).matches()) {
      return new QueryPart.Term("assetPath", path, atOrUnder(TextFolding.path(path)), false);
    }
    TimeReader times = new TimeReader(scope.now(), timeZone.get());
    TermRecorder parser = new TermRecorder(fields, analyzer, scope, times);
    return QueryPart.of(parse(parser, text), parser.terms());
  }

  private static Query atOrUnder(String path) {
    return new BooleanQuery.Builder()
        .add(new TermQuery(new Term("k.assetPath", path)), Occur.SHOULD)
        .add(new TermQuery(new Term("k.ancestorPaths", path)), Occur.SHOULD)
        .build();
  }

  private static Query parse(AssetQueryParser parser, QueryText text) {
    try {
      return parser.parse(text.text());
    } catch (ParseException e) {
      throw malformed(parser, text, e);
    } catch (IndexSearcher.TooManyClauses | TooComplexToDeterminizeException e) {
      throw new MalformedQuery("The query has too many terms or wildcards");
    } catch (IllegalArgumentException e) {
      throw new MalformedQuery("The query cannot be used: " + e.getMessage());
    }
  }

  private static MalformedQuery malformed(
      AssetQueryParser parser, QueryText text, ParseException e) {
    return switch (e.getCause()) {
      case TokenMgrError unfinished ->
          new MalformedQuery(
              "The query ends in the middle of something: a quote, range or backslash is not"
                  + " finished at character "
                  + (text.origin(text.text().length()) + 1));
      case ParseException wrong when wrong.currentToken != null ->
          unexpected(text, wrong.currentToken.next);
      case ParseException wrong ->
          new MalformedQuery(
              "The query is wrong near character "
                  + (text.origin(parser.token.beginColumn) + 1)
                  + ": "
                  + wrong.getMessage());
      case null, default -> new MalformedQuery("The query has too many terms");
    };
  }

  private static MalformedQuery unexpected(QueryText text, Token token) {
    if (token.kind == 0) {
      return new MalformedQuery(
          "The query ends too soon: something is missing at character "
              + (text.origin(text.text().length()) + 1));
    }
    return new MalformedQuery(
        "The query cannot be understood at character "
            + (text.origin(token.beginColumn) + 1)
            + ", '"
            + token.image
            + "'");
  }

  /**
   * The text of a query made fit for Lucene's parser: slashes are no regular expressions here, and
   * a value may begin with a minus.
   */
  private static final class QueryText {

    private static final int LENGTH_MAX = 10 * 1024;
    private static final int NESTING_MAX = 50;
    private static final Pattern ID_FIELD = Pattern.compile("(?i)(?<![\\w.])(id|relatedTo):$");

    private final String raw;
    private final StringBuilder text = new StringBuilder();
    private int[] origin;
    private int depth;
    private int idDepth = Integer.MAX_VALUE;
    private boolean quoted;
    private boolean range;

    private QueryText(String raw) {
      this.raw = raw;
      this.origin = new int[raw.length() + 16];
    }

    /**
     * Prepares a query.
     *
     * @throws MalformedQuery if it is too long or too deeply nested
     */
    static QueryText of(String raw) {
      if (raw.length() > LENGTH_MAX) {
        throw new MalformedQuery(
            "The query has "
                + raw.length()
                + " characters; at most "
                + LENGTH_MAX
                + " are allowed");
      }
      QueryText result = new QueryText(raw);
      result.run();
      return result;
    }

    /** What the parser reads. */
    String text() {
      return text.toString();
    }

    /** The place in the query as it was written, of a place in {@link #text()}. */
    int origin(int position) {
      return position >= 0 && position < text.length() ? origin[position] : raw.length();
    }

    private void run() {
      for (int at = 0; at < raw.length(); at++) {
        char c = raw.charAt(at);
        if (c == '\\' && at + 1 < raw.length()) {
          copy(at++);
          copy(at);
        } else if (c == '"') {
          quoted = !quoted && !range;
          copy(at);
        } else {
          if (!quoted) {
            plain(c, at);
          }
          copy(at);
        }
      }
    }

    private void plain(char c, int at) {
      switch (c) {
        case '[', '{' -> range = true;
        case ']', '}' -> range = false;
        case '/' -> escape(at);
        case '(' -> open(at);
        case ')' -> close();
        case '-', '+', '!' -> {
          if (beginsValue(at)) {
            escape(at);
          }
        }
        default -> {}
      }
    }

    private void open(int at) {
      depth++;
      if (depth > NESTING_MAX) {
        throw new MalformedQuery(
            "The query is nested more than " + NESTING_MAX + " deep at character " + (at + 1));
      }
      Matcher field = ID_FIELD.matcher(raw.substring(Math.max(0, at - 20), at));
      if (field.find()) {
        idDepth = Math.min(idDepth, depth);
      }
    }

    private void close() {
      if (depth == idDepth) {
        idDepth = Integer.MAX_VALUE;
      }
      depth--;
    }

    /** Whether the sign at this place is the first character of a value, not an operator. */
    private boolean beginsValue(int at) {
      if (range || at == 0 || at + 1 == raw.length() || isBreak(raw.charAt(at + 1))) {
        return false;
      }
      char before = raw.charAt(at - 1);
      return before == ':' || (depth >= idDepth && raw.charAt(at) == '-' && isBreak(before));
    }

    private static boolean isBreak(char c) {
      return Character.isWhitespace(c) || c == '(' || c == ')' || c == '"';
    }

    private void escape(int at) {
      if (!range) {
        put('\\', at);
      }
    }

    private void copy(int at) {
      put(raw.charAt(at), at);
    }

    private void put(char c, int at) {
      if (text.length() == origin.length) {
        origin = Arrays.copyOf(origin, 2 * origin.length);
      }
      origin[text.length()] = at;
      text.append(c);
    }
  }
}
