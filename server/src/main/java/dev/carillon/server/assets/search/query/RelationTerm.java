package dev.carillon.server.assets.search.query;

import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.jspecify.annotations.Nullable;

/**
 * A word about relations, until {@link RelationResolver} has put those together that belong
 * together.
 */
final class RelationTerm extends Query {

  private final Part part;
  private final String value;

  RelationTerm(Part part, String value) {
    this.part = part;
    this.value = value;
  }

  Part part() {
    return part;
  }

  String value() {
    return value;
  }

  @Override
  public String toString(String field) {
    return part + ":" + value;
  }

  @Override
  public void visit(QueryVisitor visitor) {
    visitor.visitLeaf(this);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RelationTerm that && part == that.part && value.equals(that.value);
  }

  @Override
  public int hashCode() {
    return 31 * part.hashCode() + value.hashCode();
  }

  /** What it says. */
  enum Part {
    /** To which asset. */
    RELATED_TO,
    /** To which side. */
    RELATION_TARGET,
    /** By which type. */
    RELATION_TYPE
  }
}
