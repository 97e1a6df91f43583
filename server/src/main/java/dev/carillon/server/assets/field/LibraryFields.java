package dev.carillon.server.assets.field;

import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * The fields that are declared, and those that became fields when a client sent a name that was not
 * declared: text with one value each.
 */
public final class LibraryFields implements FieldRegistry {

  /**
   * So many names can be fields without being declared, and as many more that begin with {@code
   * cf_}: each is a field of the search index.
   */
  public static final int UNDECLARED_MAX = 1_000;

  private static final System.Logger LOG = System.getLogger(LibraryFields.class.getName());

  private final FieldRegistry declared;
  private final Set<String> declaredNames;
  private final BooleanSupplier refusing;
  private final Map<String, Field> undeclared = new ConcurrentHashMap<>();
  private UndeclaredNames names = UndeclaredNames.NONE;

  /** How many names were kept when they were read last. */
  private int read;

  /**
   * These fields, and no others yet.
   *
   * @param refusing whether undeclared names are refused now
   */
  public LibraryFields(FieldRegistry declared, BooleanSupplier refusing) {
    this.declared = declared;
    this.declaredNames = declared.all().stream().map(Field::name).collect(Collectors.toSet());
    this.refusing = refusing;
  }

  /** Takes over the names that are kept there, and keeps new ones there from now on. */
  public synchronized void keepIn(UndeclaredNames kept) {
    names = kept;
    List<String> all = kept.all();
    read = all.size();
    all.stream()
        .filter(name -> !declaredNames.contains(name))
        .forEach(name -> undeclared.put(name, ShippedFields.undeclared(name)));
  }

  /** Takes over the names that other nodes have kept meanwhile. */
  public synchronized void refresh() {
    if (names.count() > read) {
      keepIn(names);
    }
  }

  @Override
  public Optional<Field> find(String name) {
    return declared.find(name).or(() -> Optional.ofNullable(undeclared.get(name)));
  }

  /** The field of this name, or the one it would become; empty where no field can be called so. */
  public Optional<Field> orUndeclared(String name) {
    Optional<Field> known = find(name);
    return known.isEmpty() && FieldNames.allowed(name)
        ? Optional.of(ShippedFields.undeclared(name))
        : known;
  }

  /** Whether a line declares this name. */
  public boolean declared(String name) {
    return declaredNames.contains(name);
  }

  /** All declared fields, in the registry's order; no others. */
  @Override
  public List<Field> all() {
    return declared.all();
  }

  @Override
  public List<FieldGroup> groups() {
    return declared.groups();
  }

  /**
   * Whether a name that is no field yet is refused; those that begin with {@code cf_} never are.
   */
  public boolean refuses(String name) {
    return refusing.getAsBoolean() && declared.find(name).isEmpty();
  }

  /**
   * Makes fields of the names that are none.
   *
   * @return whether there was room for them; if not, nothing changed
   */
  public boolean keep(Collection<String> wanted) {
    if (unknown(wanted).isEmpty()) {
      return true;
    }
    synchronized (this) {
      Set<String> fresh = unknown(wanted);
      if (!room(fresh, true) || !room(fresh, false)) {
        return false;
      }
      names.add(fresh);
      fresh.forEach(this::kept);
      return true;
    }
  }

  private boolean room(Set<String> fresh, boolean custom) {
    long more = fresh.stream().filter(name -> ShippedFields.custom(name) == custom).count();
    return more == 0 || undeclared(custom) + more <= UNDECLARED_MAX;
  }

  /** Whether one of these names is no field yet. */
  public boolean fresh(Collection<String> wanted) {
    return !unknown(wanted).isEmpty();
  }

  private Set<String> unknown(Collection<String> wanted) {
    return wanted.stream()
        .filter(name -> !declaredNames.contains(name) && !undeclared.containsKey(name))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private void kept(String name) {
    undeclared.put(name, ShippedFields.undeclared(name));
    if (declared.find(name).isEmpty()) {
      LOG.log(
          Level.WARNING,
          "A request contains the undeclared field ''{0}'': it is stored as text with"
              + " one value{1}. To declare it, add a line to config/fields.csv",
          name,
          alike(name));
    }
  }

  private String alike(String name) {
    return declaredNames.stream()
        .filter(name::equalsIgnoreCase)
        .findFirst()
        .map(other -> ", which queries do not find: they mean '" + other + "'")
        .orElse("");
  }

  /**
   * How many names are fields without being declared.
   *
   * @param custom whether those count that begin with {@code cf_}, or those that do not
   */
  public int undeclared(boolean custom) {
    return (int)
        undeclared.keySet().stream().filter(name -> ShippedFields.custom(name) == custom).count();
  }

  /** The names that are no fields yet. */
  public Set<String> notKept(Collection<String> some) {
    return new TreeSet<>(unknown(some));
  }
}
