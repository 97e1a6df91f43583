package dev.carillon.server.assets.search.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SortedNumericDocValues;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The order in which assets stand in the index. */
final class IndexOrderTest {

  private static final int ASSETS = 300;

  private @TempDir Path directory;

  @Test
  void eachSegmentBeginsWithTheNewest() throws IOException {
    try (Library library = Library.lucene(directory)) {
      for (int n = 0; n < ASSETS; n++) {
        library.add("asset" + n, "/a/" + n, "assetCreated", 1_000L * n);
      }
    }
    try (var files = FSDirectory.open(directory.resolve("assets"));
        var reader = DirectoryReader.open(files)) {
      assertThat(reader.numDocs()).isEqualTo(ASSETS);
      for (LeafReaderContext leaf : reader.leaves()) {
        assertThat(times(leaf)).isSortedAccordingTo(Comparator.reverseOrder());
      }
    }
  }

  @Test
  void anIndexOfBeforeBeginsAgainFromNothing() throws IOException {
    try (var files = FSDirectory.open(directory.resolve("assets"));
        var writer = new IndexWriter(files, new IndexWriterConfig())) {
      Document document = new Document();
      document.add(new StringField("id", "old", Field.Store.NO));
      writer.addDocument(document);
    }
    try (LuceneIndex index = Library.open(directory)) {
      assertThat(index.appliedSequence()).isZero();
      index.apply(1, "new", Library.metadata("/a/new"), "");
      assertThat(index.search(Library.request("")).ids()).containsExactly("new");
    }
  }

  private static List<Long> times(LeafReaderContext leaf) throws IOException {
    SortedNumericDocValues values = DocValues.getSortedNumeric(leaf.reader(), "l.assetCreated");
    List<Long> times = new ArrayList<>();
    while (values.nextDoc() != SortedNumericDocValues.NO_MORE_DOCS) {
      times.add(values.nextValue());
    }
    return times;
  }
}
