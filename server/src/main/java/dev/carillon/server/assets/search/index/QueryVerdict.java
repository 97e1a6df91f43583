package dev.carillon.server.assets.search.index;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a part of a query finds of one asset.
 *
 * @param kind what kind of part it is
 * @param field the field that a term asks for; empty: any text, or no term
 * @param wanted what a term asks for, as it stands in the query; empty where it is no term
 * @param value the field's value as {@link dev.carillon.server.assets.field.Metadata} has it; null
 *     where it has none, or the part names no field of the metadata
 * @param ofText whether the words of the file may decide it: they are read as they are now
 * @param holds whether the asset has what is asked for
 * @param parts what it consists of; none for a term
 */
public record QueryVerdict(
    Kind kind,
    String field,
    String wanted,
    @Nullable Object value,
    boolean ofText,
    boolean holds,
    List<QueryVerdict> parts) {

  /** A kind of part. */
  public enum Kind {
    /** All parts must hold. */
    ALL,
    /** One part must hold. */
    ANY,
    /** Its part must not hold. */
    NOT,
    /** Its part decides nothing: beside it are parts that must hold. */
    UNNEEDED,
    /** Always holds. */
    EVERYTHING,
    /** Something asked of one field, or of any text. */
    TERM;

    /** The name that callers see. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public QueryVerdict {
    parts = List.copyOf(parts);
  }

  /** A part that consists of others. */
  static QueryVerdict of(Kind kind, boolean holds, List<QueryVerdict> parts) {
    boolean ofText = parts.stream().anyMatch(QueryVerdict::ofText);
    return new QueryVerdict(kind, "", "", null, ofText, holds, parts);
  }
}
