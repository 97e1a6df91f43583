package dev.carillon.server.assets.search.query;

import dev.carillon.server.assets.field.Metadata;
import java.util.List;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.DoubleField;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.document.LongField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexOptions;

/** Turns assets into Lucene documents. */
public record AssetDocuments(IndexedFields fields) {

  /** Holds the names of the fields that have a value. */
  public static final String PRESENT = "has";

  /** The words in the text of a file. */
  public static final String TEXT_WORDS = IndexedFields.content().words();

  /** All words that are looked for without naming a field. */
  static final String FREE_WORDS = "t.";

  static final String FREE_CHUNKS = "w.";

  private static final FieldType WORDS = tokens(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS);
  private static final FieldType CHUNKS = tokens(IndexOptions.DOCS);

  /** The document of an asset's metadata. */
  public Document metadata(String assetId, Metadata metadata) {
    Document document = new Document();
    document.add(new KeywordField(IndexedFields.ID, TextFolding.exact(assetId), Store.NO));
    metadata.asMap().forEach((name, value) -> add(document, name, value));
    addAncestors(document, metadata);
    return document;
  }

  /** The document of the text in an asset's file. */
  public Document text(String assetId, String content) {
    Document document = new Document();
    document.add(new KeywordField(IndexedFields.ID, TextFolding.exact(assetId), Store.NO));
    addText(document, content);
    return document;
  }

  /** Both in one. */
  public Document whole(String assetId, Metadata metadata, String content) {
    Document document = metadata(assetId, metadata);
    if (!content.isEmpty()) {
      addText(document, content);
    }
    return document;
  }

  private static void addText(Document document, String content) {
    IndexedField field = IndexedFields.content();
    document.add(new StringField(PRESENT, field.name(), Store.NO));
    document.add(new Field(field.words(), content, WORDS));
  }

  private void add(Document document, String name, Object value) {
    IndexedField field = fields.exactly(name).orElse(null);
    if (field == null || name.equals("ancestorPaths") || !fields.searchable(name)) {
      return;
    }
    int before = document.getFields().size();
    for (Object single : value instanceof List<?> several ? several : List.of(value)) {
      addSingle(document, field, single);
    }
    if (document.getFields().size() > before) {
      document.add(new StringField(PRESENT, name, Store.NO));
    }
  }

  private static void addSingle(Document document, IndexedField field, Object value) {
    switch (field.kind()) {
      case WORDS -> addWords(document, field, value.toString());
      case PATH -> addPath(document, field, value.toString());
      case NUMBER -> {
        if (value instanceof Number number) {
          document.add(new DoubleField(field.number(), number.doubleValue(), Store.NO));
        }
      }
      case SIZE, TIME, DAY -> {
        if (value instanceof Number number) {
          document.add(new LongField(field.number(), number.longValue(), Store.NO));
        }
      }
      case ID, CONTENT, RELATION -> {}
    }
  }

  private static void addWords(Document document, IndexedField field, String value) {
    boolean punctuation = WordAnalyzer.hasPunctuation(value);
    document.add(new Field(field.words(), value, WORDS));
    if (punctuation) {
      document.add(new Field(field.chunks(), value, CHUNKS));
    }
    if (field.free()) {
      document.add(new Field(FREE_WORDS, value, WORDS));
      if (punctuation) {
        document.add(new Field(FREE_CHUNKS, value, CHUNKS));
      }
    }
    document.add(WholeValues.field(field, value));
  }

  private static void addPath(Document document, IndexedField field, String value) {
    document.add(new StringField(field.exact(), TextFolding.path(value), Store.NO));
    document.add(WholeValues.field(field, value));
  }

  /** Every folder above an asset, its own included. */
  private void addAncestors(Document document, Metadata metadata) {
    String folder = metadata.text("folderPath");
    String asset = metadata.text("assetPath");
    if (folder.isEmpty() && asset.isEmpty()) {
      return;
    }
    if (folder.isEmpty()) {
      folder = asset.substring(0, Math.max(0, asset.lastIndexOf('/')));
    }
    IndexedField field = fields.find("ancestorPaths").orElseThrow();
    document.add(new StringField(PRESENT, field.name(), Store.NO));
    String path = folder.startsWith("/") ? folder : "/" + folder;
    addPath(document, field, "/");
    for (int slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
      addPath(document, field, path.substring(0, slash));
    }
    if (!path.equals("/")) {
      addPath(document, field, path);
    }
  }

  private static FieldType tokens(IndexOptions options) {
    FieldType type = new FieldType();
    type.setTokenized(true);
    type.setOmitNorms(true);
    type.setIndexOptions(options);
    type.freeze();
    return type;
  }
}
