package dev.carillon.server.assets.rescue;

import dev.carillon.server.assets.field.Metadata;
import dev.carillon.server.assets.search.index.AssetIndex;
import dev.carillon.server.assets.search.index.SearchRequest;
import dev.carillon.server.assets.search.index.SearchResult;

/** Stands for the search index while no server runs: it catches up at the next start. */
public final class OfflineIndex implements AssetIndex {

  @Override
  public void apply(long sequence, String assetId, Metadata metadata, String textContent) {
    // the next start finds it in the store
  }

  @Override
  public void remove(long sequence, String assetId) {
    // the next start finds it in the store
  }

  @Override
  public void applyUnread(long sequence, String assetId, Metadata metadata) {
    // the next start finds it in the store
  }

  @Override
  public void overtaken(long sequence, String assetId) {
    // the next start finds it in the store
  }

  @Override
  public SearchResult search(SearchRequest request) {
    throw new IllegalStateException("nothing is searched while no server runs");
  }

  @Override
  public void caughtUp(long sequence) {
    // the next start does it
  }

  @Override
  public long appliedSequence() {
    return 0;
  }

  @Override
  public long handedOver() {
    return 0;
  }

  @Override
  public void startOver() {
    // the next start does it
  }

  @Override
  public void fellBehind() {
    // the next start does it
  }

  @Override
  public void repairedBy(Runnable replay) {
    // the next start does it
  }

  @Override
  public void close() {
    // nothing is open
  }
}
