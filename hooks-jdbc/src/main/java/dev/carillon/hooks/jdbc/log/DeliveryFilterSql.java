package dev.carillon.hooks.jdbc.log;

import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryFilter.Codes;
import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.delivery.FoldedText;
import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.store.Columns;
import dev.carillon.hooks.jdbc.store.StateCodes;
import dev.carillon.hooks.webhook.Webhook;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A filter as conditions on a delivery {@code d}, its event {@code e} and last attempt {@code a}.
 */
final class DeliveryFilterSql {

  /** Of a first try that went well, the delivery's own row tells, until another attempt is made. */
  private static final String STATUS =
      """
      coalesce(a.status, case when a.number is null and d.first_status > 0 then d.first_status end)\
      """;

  private final Dialect dialect;

  DeliveryFilterSql(Dialect dialect) {
    this.dialect = dialect;
  }

  /** Everything that the filter asks for, each with "and" in front. */
  Sql of(DeliveryFilter filter) {
    return states(filter)
        .then(webhooks(filter))
        .then(about(filter.about()))
        .then(codes(STATUS, filter.last().codes()))
        .then(errors(filter.last()))
        .then(created(filter.created()))
        .then(text(filter.text()));
  }

  private static Sql states(DeliveryFilter filter) {
    return filter.states().isEmpty()
        ? Sql.NOTHING
        : Sql.of(
            " and d.state in ("
                + filter.states().stream()
                    .map(name -> Integer.toString(StateCodes.NAMES.indexOf(name)))
                    .collect(Collectors.joining(", "))
                + ")");
  }

  private static Sql webhooks(DeliveryFilter filter) {
    return filter.webhooks().isEmpty()
        ? Sql.NOTHING
        : new Sql(
            " and w.id in (" + Sql.marks(filter.webhooks().size()) + ")",
            filter.webhooks().stream().<Object>map(Webhook.Id::value).toList());
  }

  private static Sql about(DeliveryFilter.About about) {
    Sql all = Sql.NOTHING;
    if (!about.subject().isEmpty()) {
      all = all.then(" and e.subject = ?", Columns.text(about.subject()));
    }
    if (!about.event().isEmpty()) {
      all = all.then(" and e.id = ?", Columns.text(about.event()));
    }
    return all.then(types("e.type", about.types()));
  }

  /** The condition that a type is one of these, which may have wildcards. */
  static Sql types(String column, List<String> types) {
    return types.isEmpty()
        ? Sql.NOTHING
        : new Sql(
            types.stream()
                .map(type -> column + (type.contains("*") ? " like ? escape '!'" : " = ?"))
                .collect(Collectors.joining(" or ", " and (", ")")),
            types.stream()
                .<Object>map(
                    type -> type.contains("*") ? type.replace("_", "!_").replace("*", "%") : type)
                .toList());
  }

  /** What is asked of the last attempt, as a condition on any attempt {@code a}. */
  static Sql ending(DeliveryFilter.Ending last) {
    return codes("a.status", last.codes()).then(errors(last));
  }

  private static Sql codes(String status, List<Codes> codes) {
    Sql all = Sql.NOTHING;
    for (Codes some : codes) {
      all =
          all.then(all.text().isEmpty() ? " and (" : " or ")
              .then(status + " between ? and ?", some.from(), some.to());
    }
    return codes.isEmpty() ? all : all.then(")");
  }

  private static Sql errors(DeliveryFilter.Ending last) {
    Sql all = Sql.NOTHING;
    for (ErrorClass error : last.errors()) {
      all = all.then(all.text().isEmpty() ? " and (" : " or ").then(error(error));
    }
    return last.errors().isEmpty() ? all : all.then(")");
  }

  private static Sql error(ErrorClass error) {
    return switch (error) {
      case REDIRECT -> Sql.of("a.status between 300 and 399");
      case HTTP_4XX -> Sql.of("a.status between 400 and 499");
      case HTTP_5XX -> Sql.of("a.status between 500 and 599");
      case HTTP_OTHER -> Sql.of("(a.status < 200 or a.status > 599)");
      default -> Sql.of("a.error = ?", error.text());
    };
  }

  private static Sql created(DeliveryFilter.Span span) {
    Sql all = Sql.NOTHING;
    if (span.begins()) {
      all = all.then(" and d.created_at >= ?", Columns.micros(span.from()));
    }
    if (span.ends()) {
      all = all.then(" and d.created_at < ?", Columns.micros(span.to()));
    }
    return all;
  }

  private Sql text(String text) {
    if (text.isEmpty()) {
      return Sql.NOTHING;
    }
    FoldedText wanted = new FoldedText(text);
    // with an offset PostgreSQL looks into these one by one, and not into all there are first
    return Sql.of(" and (exists (select 1 from payloads p where p.sequence = d.payload and ")
        .then(dialect.contains("p.bytes", wanted))
        .then(
            " limit 1 offset 0) or exists ("
                + "select 1 from attempts t where t.delivery = d.sequence and ")
        .then(dialect.contains("t.body", wanted))
        .then(" limit 1 offset 0))");
  }
}
