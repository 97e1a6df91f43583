package dev.carillon.server.assets.search.opensearch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.assets.search.query.FileTextTerm;
import dev.carillon.server.assets.search.query.PatternQuery;
import dev.carillon.server.assets.search.query.WholeValueRange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.lucene.document.DoublePoint;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.FuzzyQuery;
import org.apache.lucene.search.IndexOrDocValuesQuery;
import org.apache.lucene.search.IndexSortSortedNumericDocValuesRangeQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.PointRangeQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.WildcardQuery;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.BytesRefIterator;
import org.jspecify.annotations.Nullable;

/**
 * Says Lucene's queries in the words of OpenSearch, which makes the same queries of them. What it
 * does not know is a mistake of this program, and is refused.
 *
 * @param readable what a part of a query that asks for words of files becomes: the same for assets
 *     whose texts may be read
 */
record OpenSearchQueries(UnaryOperator<Query> readable) {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** All words that a pattern fits count the same, as in {@link PatternQuery}. */
  private static final String EACH_THE_SAME = "constant_score";

  /** The query. */
  ObjectNode of(Query query) {
    return switch (query) {
      case MatchAllDocsQuery _ -> named("match_all", JSON.objectNode());
      case MatchNoDocsQuery _ -> nothing();
      case TermQuery term ->
          named("term", JSON.objectNode().put(name(term.getTerm()), word(term.getTerm())));
      case PhraseQuery phrase -> phrase(phrase);
      case BoostQuery boosted -> boosted(boosted);
      case BooleanQuery group -> group(group);
      case FileTextTerm text -> filter(of(readable.apply(text.query())));
      case PatternQuery pattern -> of(pattern.pattern());
      case PrefixQuery prefix -> pattern("prefix", "value", prefix.getPrefix());
      case WildcardQuery wild -> pattern("wildcard", "value", wild.getTerm());
      case FuzzyQuery like -> like(like);
      case TermInSetQuery terms -> anyOf(terms);
      case WholeValueRange values -> values(values);
      case IndexSortSortedNumericDocValuesRangeQuery numbers -> of(numbers.getFallbackQuery());
      case IndexOrDocValuesQuery numbers
          when numbers.getIndexQuery() instanceof PointRangeQuery in ->
          numbers(in);
      default -> throw new IllegalStateException("OpenSearch has no word for " + query.getClass());
    };
  }

  /** Nothing is found. */
  private static ObjectNode nothing() {
    return named("match_none", JSON.objectNode());
  }

  /** Whether it holds, and not how well. */
  private static ObjectNode filter(ObjectNode query) {
    return named("constant_score", JSON.objectNode().set("filter", query));
  }

  private static ObjectNode phrase(PhraseQuery phrase) {
    Term[] terms = phrase.getTerms();
    int[] positions = phrase.getPositions();
    for (int i = 0; i < positions.length; i++) {
      if (positions[i] != positions[0] + i) {
        throw new IllegalStateException("a phrase with gaps: " + phrase);
      }
    }
    String words =
        Arrays.stream(terms).map(OpenSearchQueries::word).collect(Collectors.joining(" "));
    ObjectNode asked = JSON.objectNode().put("query", words).put("slop", phrase.getSlop());
    return named("match_phrase", JSON.objectNode().set(name(terms[0]), asked));
  }

  private ObjectNode boosted(BoostQuery boosted) {
    ObjectNode one = JSON.objectNode().put("boost", boosted.getBoost());
    one.putArray("must").add(of(boosted.getQuery()));
    return named("bool", one);
  }

  private ObjectNode group(BooleanQuery group) {
    if (group.clauses().isEmpty()) {
      return nothing();
    }
    // one that only excludes finds nothing, as in Lucene
    ObjectNode all = JSON.objectNode().put("adjust_pure_negative", false);
    if (group.getMinimumNumberShouldMatch() > 0) {
      all.put("minimum_should_match", group.getMinimumNumberShouldMatch());
    }
    for (BooleanClause clause : group.clauses()) {
      String occur =
          switch (clause.occur()) {
            case MUST -> "must";
            case FILTER -> "filter";
            case SHOULD -> "should";
            case MUST_NOT -> "must_not";
          };
      ArrayNode same = all.get(occur) instanceof ArrayNode known ? known : all.putArray(occur);
      same.add(of(clause.query()));
    }
    return named("bool", all);
  }

  private static ObjectNode pattern(String kind, String key, Term pattern) {
    ObjectNode asked =
        JSON.objectNode().put(key, IndexLayout.text(pattern.bytes())).put("rewrite", EACH_THE_SAME);
    return named(kind, JSON.objectNode().set(name(pattern), asked));
  }

  private static ObjectNode like(FuzzyQuery like) {
    ObjectNode asked =
        JSON.objectNode()
            .put("value", IndexLayout.text(like.getTerm().bytes()))
            .put("fuzziness", like.getMaxEdits())
            .put("prefix_length", like.getPrefixLength())
            .put("transpositions", like.getTranspositions())
            .put("rewrite", EACH_THE_SAME);
    return named("fuzzy", JSON.objectNode().set(name(like.getTerm()), asked));
  }

  private static ObjectNode anyOf(TermInSetQuery terms) {
    ArrayNode any = JSON.arrayNode();
    try {
      BytesRefIterator each = terms.getBytesRefIterator();
      for (BytesRef term = each.next(); term != null; term = each.next()) {
        any.add(IndexLayout.text(term));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail to be read", e);
    }
    return named("terms", JSON.objectNode().set(IndexLayout.name(terms.getField()), any));
  }

  private static ObjectNode values(WholeValueRange values) {
    ObjectNode ends = JSON.objectNode();
    put(ends, values.fromInclusive() ? "gte" : "gt", values.from());
    put(ends, values.toInclusive() ? "lte" : "lt", values.to());
    return named("range", JSON.objectNode().set(IndexLayout.name(values.field()), ends));
  }

  private static void put(ObjectNode ends, String key, @Nullable BytesRef end) {
    if (end != null) {
      ends.put(key, IndexLayout.text(end));
    }
  }

  private static ObjectNode numbers(PointRangeQuery range) {
    ObjectNode ends = JSON.objectNode();
    byte[] lower = range.getLowerPoint();
    byte[] upper = range.getUpperPoint();
    if (range.getField().startsWith("d.")) {
      double from = DoublePoint.decodeDimension(lower, 0);
      double to = DoublePoint.decodeDimension(upper, 0);
      if (from > Double.NEGATIVE_INFINITY) {
        ends.put("gte", from);
      }
      if (to < Double.POSITIVE_INFINITY) {
        ends.put("lte", to);
      }
    } else {
      ends.put("gte", LongPoint.decodeDimension(lower, 0));
      ends.put("lte", LongPoint.decodeDimension(upper, 0));
    }
    return named("range", JSON.objectNode().set(IndexLayout.name(range.getField()), ends));
  }

  private static String name(Term term) {
    return IndexLayout.name(term.field());
  }

  private static String word(Term term) {
    String text = IndexLayout.text(term.bytes());
    return IndexLayout.words(term.field()) ? IndexLayout.word(text) : text;
  }

  private static ObjectNode named(String kind, ObjectNode asked) {
    return JSON.objectNode().set(kind, asked);
  }
}
