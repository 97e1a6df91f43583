package dev.carillon.server.platform.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the audit log is to know of a call beside what the call itself shows. Features write on the
 * note of the call that the present thread answers; where there is none, what they write is not
 * kept.
 */
public final class AuditNote {

  private static final ScopedValue<AuditNote> NOTE = ScopedValue.newInstance();

  private Optional<Subject> subject = Optional.empty();
  private Map<String, ?> before = Map.of();
  private Map<String, ?> after = Map.of();
  private final List<Part> parts = new ArrayList<>();
  private String actor = "";
  private boolean change;
  private boolean refused;

  /** A blank note. */
  public AuditNote() {}

  /** The note of the call that this thread answers. */
  public static AuditNote current() {
    return NOTE.isBound() ? NOTE.get() : new AuditNote();
  }

  /** Does some work whose thread writes on this note. */
  public <T, X extends Throwable> T during(ScopedValue.CallableOp<T, X> work) throws X {
    return ScopedValue.where(NOTE, this).call(work);
  }

  /** What the call is about, such as {@code webhook}. */
  public AuditNote about(String type, String id, String name) {
    subject = Optional.of(new Subject(type, id, name));
    return this;
  }

  /**
   * What was there, and what is there now; an empty map is nothing. Only members that differ are
   * kept, and no secret is.
   */
  public AuditNote changed(Map<String, ?> before, Map<String, ?> after) {
    this.before = before;
    this.after = after;
    return this;
  }

  /** One of several things that the call changes: it has an entry of its own. */
  public AuditNote part(Subject subject, Map<String, ?> before, Map<String, ?> after) {
    parts.add(new Part(subject, before, after));
    return this;
  }

  /** Who it was, where only the call itself finds that out: a login. */
  public AuditNote by(String username) {
    actor = username;
    return this;
  }

  /** It counts as a change, although its route only reads. */
  public AuditNote change() {
    change = true;
    return this;
  }

  /** It was refused, whatever the status says. */
  public AuditNote refused() {
    refused = true;
    return this;
  }

  /** What it is about, where a feature said so. */
  public Optional<Subject> subject() {
    return subject;
  }

  /** What was there. */
  public Map<String, ?> before() {
    return before;
  }

  /** What is there now. */
  public Map<String, ?> after() {
    return after;
  }

  /** The things that have entries of their own. */
  public List<Part> parts() {
    return List.copyOf(parts);
  }

  /** Who it was, where a feature said so; else empty. */
  public String actor() {
    return actor;
  }

  /** Whether a feature said that it is a change. */
  public boolean isChange() {
    return change;
  }

  /** Whether a feature said that it was refused. */
  public boolean isRefused() {
    return refused;
  }

  /** What a call did with one of several things. */
  public record Part(Subject subject, Map<String, ?> before, Map<String, ?> after) {}

  /** A thing that something was done with. */
  public record Subject(String type, String id, String name) {}
}
