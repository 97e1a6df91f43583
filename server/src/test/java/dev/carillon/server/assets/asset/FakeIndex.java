package dev.carillon.server.assets.asset;

import dev.carillon.server.assets.field.Metadata;
import dev.carillon.server.assets.search.index.AssetIndex;
import dev.carillon.server.assets.search.index.SearchRequest;
import dev.carillon.server.assets.search.index.SearchResult;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An index that knows {@code field:value} and nothing else, and can be told to fail. */
final class FakeIndex implements AssetIndex {

  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private boolean fails;
  private long caughtUp;

  /** From now on every change fails. */
  synchronized void fail() {
    fails = true;
  }

  synchronized int size() {
    return (int) entries.values().stream().filter(e -> !e.removed()).count();
  }

  synchronized String text(String id) {
    Entry entry = entries.get(id);
    return entry == null ? "" : entry.text();
  }

  synchronized long sequence(String id) {
    Entry entry = entries.get(id);
    return entry == null ? 0 : entry.sequence();
  }

  synchronized Metadata metadata(String id) {
    Entry entry = entries.get(id);
    return entry == null ? Metadata.EMPTY : entry.metadata();
  }

  @Override
  public synchronized void apply(
      long sequence, String assetId, Metadata metadata, String textContent) {
    put(assetId, new Entry(sequence, metadata, textContent, false));
  }

  @Override
  public synchronized void applyUnread(long sequence, String assetId, Metadata metadata) {
    put(assetId, new Entry(sequence, metadata, "", false));
  }

  @Override
  public synchronized void remove(long sequence, String assetId) {
    put(assetId, new Entry(sequence, Metadata.EMPTY, "", true));
  }

  @Override
  public void overtaken(long sequence, String assetId) {
    // keeps no count
  }

  @Override
  public synchronized long handedOver() {
    return caughtUp;
  }

  @Override
  public synchronized void startOver() {
    entries.clear();
  }

  @Override
  public void fellBehind() {
    // nobody opens it anew
  }

  @Override
  public void repairedBy(Runnable replay) {
    // nobody opens it anew
  }

  private void put(String assetId, Entry entry) {
    if (fails) {
      throw new IllegalStateException("the index fails");
    }
    Entry before = entries.get(assetId);
    if (before == null || before.sequence() < entry.sequence()) {
      entries.put(assetId, entry);
    }
  }

  @Override
  public synchronized SearchResult search(SearchRequest request) {
    List<String> ids = new ArrayList<>();
    entries.entrySet().stream()
        .filter(e -> !e.getValue().removed() && matches(request.q(), e.getValue().metadata()))
        .sorted(Comparator.comparing(e -> e.getValue().metadata().text("assetPath")))
        .forEach(e -> ids.add(e.getKey()));
    int from = Math.min(request.start(), ids.size());
    int to = Math.min(from + request.num(), ids.size());
    return new SearchResult(ids.subList(from, to), ids.size());
  }

  private static boolean matches(String q, Metadata metadata) {
    int colon = q.indexOf(':');
    if (q.isEmpty() || q.equals("*:*")) {
      return true;
    }
    String value = q.substring(colon + 1).replace("\"", "");
    return metadata
        .get(q.substring(0, colon))
        .map(
            held ->
                held instanceof Collection<?> many
                    ? many.contains(value)
                    : held.toString().equals(value))
        .orElse(false);
  }

  @Override
  public synchronized void caughtUp(long sequence) {
    caughtUp = Math.max(caughtUp, sequence);
  }

  @Override
  public synchronized long appliedSequence() {
    return caughtUp;
  }

  @Override
  public void close() {
    // holds nothing
  }

  private record Entry(long sequence, Metadata metadata, String text, boolean removed) {}
}
