package dev.carillon.server.assets.preview.external;

import java.util.Locale;
import java.util.Set;

/**
 * That an engine is asked for the pictures of an asset's present file.
 *
 * @param blob the SHA-256 of that file
 * @param keyHash the SHA-256 of the secret with which the engine answers; empty = there is none
 * @param tries how often it has been posted
 * @param queuedAt when it was first to be posted, in milliseconds since 1970
 * @param until when the engine should have answered
 * @param received what has come from the engine
 * @param endedAt when it ended; 0 = it has not
 * @param error what went wrong last; empty = nothing did
 */
record ExternalJob(
    String assetId,
    String blob,
    String engineId,
    State state,
    String keyHash,
    int tries,
    long queuedAt,
    long until,
    Set<RenditionName> received,
    long endedAt,
    String error) {

  ExternalJob {
    received = Set.copyOf(received);
  }

  /** One that has not been posted yet. */
  static ExternalJob queued(String assetId, String blob, String engineId, long now) {
    return new ExternalJob(assetId, blob, engineId, State.QUEUED, "", 0, now, 0, Set.of(), 0, "");
  }

  /** Posted once more, with another secret. */
  ExternalJob posted(String hash, long deadline) {
    return new ExternalJob(
        assetId,
        blob,
        engineId,
        State.POSTED,
        hash,
        tries + 1,
        queuedAt,
        deadline,
        Set.of(),
        0,
        error);
  }

  /** To be posted again: the secret of the last time is good for nothing any more. */
  ExternalJob waiting(String why) {
    return new ExternalJob(
        assetId, blob, engineId, State.WAITING, "", tries, queuedAt, 0, received, 0, why);
  }

  /** To be posted when the engine has room. */
  ExternalJob again() {
    return new ExternalJob(
        assetId, blob, engineId, State.QUEUED, "", tries, queuedAt, 0, Set.of(), 0, error);
  }

  /** With this picture of the engine's. */
  ExternalJob with(Set<RenditionName> come, boolean all) {
    return new ExternalJob(
        assetId,
        blob,
        engineId,
        all ? State.RECEIVED : state,
        all ? "" : keyHash,
        tries,
        queuedAt,
        until,
        come,
        0,
        error);
  }

  /** It came to nothing. */
  ExternalJob failed(String why, long now) {
    return new ExternalJob(
        assetId, blob, engineId, State.FAILED, "", tries, queuedAt, until, Set.of(), now, why);
  }

  /** Whether an engine with this key may answer it now. */
  boolean opens(String key) {
    return state == State.POSTED && JobPoster.opens(key, keyHash);
  }

  /** Whether nothing has happened to it since this was read. */
  boolean stands(ExternalJob now) {
    return state == now.state
        && blob.equals(now.blob)
        && engineId.equals(now.engineId)
        && keyHash.equals(now.keyHash)
        && received.equals(now.received);
  }

  /** How far it is. */
  enum State {
    /** The engine has enough to do: it is posted when another one ends. */
    QUEUED,
    /** It is posted again after a pause. */
    WAITING,
    /** The engine has it. */
    POSTED,
    /** All pictures have come, and are looked at. */
    RECEIVED,
    /** There are no pictures. */
    FAILED;

    /** The word that is stored and shown. */
    String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    static State of(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }
  }
}
