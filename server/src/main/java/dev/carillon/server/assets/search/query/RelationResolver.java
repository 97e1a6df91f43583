package dev.carillon.server.assets.search.query;

import dev.carillon.server.assets.search.query.RelatedAssets.Related;
import dev.carillon.server.assets.search.query.RelatedAssets.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.util.BytesRef;

/**
 * Turns what a query says about relations into the ids of the related assets. {@code
 * relationTarget} and {@code relationType} belong to every {@code relatedTo} in the same group and
 * in the groups inside it.
 */
final class RelationResolver {

  private static final Side UNSAID = new Side(Target.ANY, "");

  private final RelatedAssets assets;
  private final Deadline deadline;
  private final List<Related> found = new ArrayList<>();

  RelationResolver(RelatedAssets assets, Deadline deadline) {
    this.assets = assets;
    this.deadline = deadline;
  }

  /** What was looked for, in the order of the query. */
  List<Related> found() {
    return found;
  }

  /**
   * The query without words about relations.
   *
   * @throws MalformedQuery where they make no sense
   */
  Query resolve(Query query) {
    return says(query) ? resolve(query, UNSAID) : query;
  }

  private Query resolve(Query query, Side side) {
    return switch (query) {
      case RelationTerm term -> related(term, side);
      case BooleanQuery group -> group(group, side);
      case BoostQuery boost -> new BoostQuery(resolve(boost.getQuery(), side), boost.getBoost());
      default -> query;
    };
  }

  private Query related(RelationTerm term, Side side) {
    if (term.part() != RelationTerm.Part.RELATED_TO) {
      throw new MalformedQuery("'" + name(term) + "' needs 'relatedTo' in the same query");
    }
    Related related = new Related(term.value(), side.target(), side.type());
    String part = "looking for what is related to '" + FileTextTerm.shown(related.assetId()) + "'";
    List<BytesRef> ids =
        deadline.during(part, () -> assets.to(related)).stream()
            .map(id -> new BytesRef(TextFolding.exact(id)))
            .toList();
    found.add(related);
    return ids.isEmpty() ? MatchNoDocsQuery.INSTANCE : new TermInSetQuery(IndexedFields.ID, ids);
  }

  private Query group(BooleanQuery group, Side outer) {
    Side side = outer;
    List<BooleanClause> rest = new ArrayList<>();
    for (BooleanClause clause : group.clauses()) {
      if (onlySide(clause.query())) {
        if (clause.isProhibited()) {
          throw new MalformedQuery("'relationTarget' and 'relationType' cannot be excluded");
        }
        side = side.with(clause.query());
      } else {
        rest.add(clause);
      }
    }
    if (!side.equals(outer) && rest.stream().noneMatch(clause -> says(clause.query()))) {
      throw new MalformedQuery(
          "'relationTarget' and 'relationType' need 'relatedTo' in the same query");
    }
    BooleanQuery.Builder required = new BooleanQuery.Builder();
    List<BooleanClause> others = new ArrayList<>();
    int relations = 0;
    for (BooleanClause clause : rest) {
      Query resolved = resolve(clause.query(), side);
      if (clause.isRequired() && says(clause.query())) {
        required.add(resolved, Occur.MUST);
        relations++;
      } else {
        others.add(new BooleanClause(resolved, clause.occur()));
      }
    }
    return relations == 0 ? together(others) : filtered(required, others);
  }

  /** What stands beside a relation is a query of its own: {@code a OR b} then needs one of them. */
  private static Query filtered(BooleanQuery.Builder relations, List<BooleanClause> others) {
    if (!others.isEmpty()) {
      relations.add(together(others), Occur.MUST);
    }
    return relations.build();
  }

  private static Query together(List<BooleanClause> clauses) {
    BooleanQuery.Builder builder = new BooleanQuery.Builder();
    if (clauses.stream().allMatch(BooleanClause::isProhibited)) {
      builder.add(MatchAllDocsQuery.INSTANCE, Occur.MUST);
    }
    clauses.forEach(builder::add);
    return builder.build();
  }

  private static boolean onlySide(Query query) {
    return switch (query) {
      case RelationTerm term -> term.part() != RelationTerm.Part.RELATED_TO;
      case BooleanQuery group ->
          !group.clauses().isEmpty()
              && group.clauses().stream()
                  .allMatch(clause -> !clause.isProhibited() && onlySide(clause.query()));
      default -> false;
    };
  }

  private static boolean says(Query query) {
    return switch (query) {
      case RelationTerm _ -> true;
      case BooleanQuery group -> group.clauses().stream().anyMatch(clause -> says(clause.query()));
      case BoostQuery boost -> says(boost.getQuery());
      default -> false;
    };
  }

  private static String name(RelationTerm term) {
    return term.part() == RelationTerm.Part.RELATION_TYPE ? "relationType" : "relationTarget";
  }

  /** At which side, and by which type. */
  private record Side(Target target, String type) {

    Side with(Query said) {
      return switch (said) {
        case RelationTerm term when term.part() == RelationTerm.Part.RELATION_TYPE ->
            new Side(target, term.value().toLowerCase(Locale.ROOT));
        case RelationTerm term -> new Side(target(term.value()), type);
        case BooleanQuery group -> {
          Side side = this;
          for (BooleanClause clause : group.clauses()) {
            side = side.with(clause.query());
          }
          yield side;
        }
        default -> this;
      };
    }

    private static Target target(String value) {
      return switch (value.toLowerCase(Locale.ROOT)) {
        case "any" -> Target.ANY;
        case "child" -> Target.CHILD;
        case "parent" -> Target.PARENT;
        default ->
            throw new MalformedQuery(
                "'relationTarget' is '" + value + "', but must be any, child or parent");
      };
    }
  }
}
