package dev.carillon.server.assets.search.query;

import dev.carillon.server.assets.field.Field;
import dev.carillon.server.assets.field.FieldNames;
import dev.carillon.server.assets.field.FieldRegistry;
import dev.carillon.server.assets.search.query.IndexedField.Kind;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The registry's fields as the index keeps them. */
public final class IndexedFields {

  /** The Lucene field that holds an asset's id. */
  public static final String ID = "id";

  /** Changes whenever documents are built in another way, so that old indexes are built again. */
  private static final String FORMAT = "4";

  private static final Set<String> PATHS = Set.of("assetPath", "folderPath", "ancestorPaths");
  private static final Set<String> NAMES = Set.of("name", "filename");
  private static final Set<String> RELATIONS =
      Set.of("relatedto", "relationtarget", "relationtype");
  private static final IndexedField CONTENT = new IndexedField("textContent", Kind.CONTENT, true);

  private final FieldRegistry registry;
  private final Map<String, IndexedField> byName = new HashMap<>();
  private final Map<String, IndexedField> byLowerCaseName = new HashMap<>();

  /** The fields of this registry. */
  public IndexedFields(FieldRegistry registry) {
    this.registry = registry;
    PATHS.forEach(name -> put(new IndexedField(name, Kind.PATH, false)));
    for (Field field : registry.all()) {
      put(indexed(field));
    }
    put(new IndexedField(ID, Kind.ID, false));
    put(CONTENT);
  }

  /** The text content's field. */
  public static IndexedField content() {
    return CONTENT;
  }

  /**
   * The field that a query means; names are taken without regard to case. What is no field any more
   * is text, as {@code cf_} names are: what a query left out by it stays left out.
   */
  public Optional<IndexedField> find(String name) {
    Optional<IndexedField> known = known(name);
    return known.isEmpty() && FieldNames.allowed(name)
        ? Optional.of(new IndexedField(name, Kind.WORDS, true))
        : known;
  }

  /** The field that a sort order means, which is there now. */
  public Optional<IndexedField> known(String name) {
    String lowerCase = name.toLowerCase(Locale.ROOT);
    IndexedField declared = byLowerCaseName.get(lowerCase);
    if (declared != null) {
      return Optional.of(declared);
    }
    // what was not declared is known by its very letters, and takes no query from what is declared
    return RELATIONS.contains(lowerCase)
        ? Optional.of(new IndexedField(name, Kind.RELATION, false))
        : registry.find(name).map(IndexedFields::indexed);
  }

  /** The field of exactly this name. */
  Optional<IndexedField> exactly(String name) {
    IndexedField known = byName.get(name);
    return known != null ? Optional.of(known) : find(name).filter(f -> f.name().equals(name));
  }

  /** Whether queries may name this field of an asset. */
  boolean searchable(String name) {
    return registry.find(name).map(Field::searchable).orElse(true);
  }

  /** Equal for registries that make equal documents. */
  public String fingerprint() {
    return byLowerCaseName.values().stream()
        .map(field -> field + (searchable(field.name()) ? "" : "-"))
        .sorted()
        .collect(Collectors.joining("\n", FORMAT + "\n", ""));
  }

  private void put(IndexedField field) {
    byName.put(field.name(), field);
    byLowerCaseName.put(field.name().toLowerCase(Locale.ROOT), field);
  }

  private static IndexedField indexed(Field field) {
    if (PATHS.contains(field.name())) {
      return new IndexedField(field.name(), Kind.PATH, false);
    }
    Kind kind =
        switch (field.type()) {
          case TEXT, CHOICE -> Kind.WORDS;
          case NUMBER, DECIMAL -> Kind.NUMBER;
          case SIZE -> Kind.SIZE;
          case DATE -> Kind.DAY;
          case DATETIME -> Kind.TIME;
        };
    boolean writtenByPeople = field.editable() || NAMES.contains(field.name());
    return new IndexedField(field.name(), kind, writtenByPeople && field.searchable());
  }
}
