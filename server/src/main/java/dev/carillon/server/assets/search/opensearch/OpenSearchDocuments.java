package dev.carillon.server.assets.search.opensearch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.assets.field.Metadata;
import dev.carillon.server.assets.search.query.IndexedFields;
import dev.carillon.server.assets.search.query.QueryLanguage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.StringJoiner;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.DoubleField;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.NumericUtils;

/** Turns assets into documents of OpenSearch, by way of those of Lucene: the terms are the same. */
record OpenSearchDocuments(QueryLanguage language) {

  /** The document of an asset. */
  ObjectNode of(String assetId, Metadata metadata, String text) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    for (IndexableField field : language.documents().whole(assetId, metadata, text)) {
      String name = IndexLayout.name(field.name());
      ArrayNode values =
          json.get(name) instanceof ArrayNode several ? several : json.putArray(name);
      add(values, field);
      if (field.name().equals(IndexedFields.ID)) {
        json.set(IndexLayout.ORDER, values);
      }
    }
    return json;
  }

  private void add(ArrayNode values, IndexableField field) {
    Number number = field.numericValue();
    if (field instanceof DoubleField && number != null) {
      double decimal = NumericUtils.sortableLongToDouble(number.longValue());
      if (Double.isFinite(decimal)) {
        values.add(decimal);
      }
    } else if (number != null) {
      values.add(number.longValue());
    } else if (IndexLayout.words(field.name())) {
      values.add(words(field));
    } else {
      values.add(IndexLayout.text(term(field)));
    }
  }

  private static BytesRef term(IndexableField field) {
    BytesRef bytes = field.binaryValue();
    String text = field.stringValue();
    if (bytes == null && text == null) {
      throw new IllegalStateException("the field " + field.name() + " has no value");
    }
    return bytes == null ? new BytesRef(text) : bytes;
  }

  /** The words of a value with spaces between them; each is one position after the other. */
  private String words(IndexableField field) {
    StringJoiner words = new StringJoiner(" ");
    try (TokenStream tokens = field.tokenStream(language.analyzer(), null)) {
      CharTermAttribute word = tokens.addAttribute(CharTermAttribute.class);
      tokens.reset();
      while (tokens.incrementToken()) {
        words.add(IndexLayout.word(IndexLayout.text(new BytesRef(word))));
      }
      tokens.end();
    } catch (IOException e) {
      throw new UncheckedIOException("text in memory cannot fail to be read", e);
    }
    return words.toString();
  }
}
