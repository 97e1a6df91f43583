package dev.carillon.server.webhooks.eventtypes;

import dev.carillon.server.platform.database.CommittedReads;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.webhooks.payload.EventSubject;

/** Finds the asset or folder that an event of a custom type is about. */
public interface EventSubjects {

  /**
   * An asset as it is now.
   *
   * @param call by whose permissions
   * @throws dev.carillon.server.platform.http.Problem 404 where the caller sees no such asset
   */
  EventSubject.OfAsset asset(CommittedReads reads, Call call, String id);

  /**
   * A folder as it is now.
   *
   * @param call by whose permissions
   * @throws dev.carillon.server.platform.http.Problem 404 where the caller sees no such folder
   */
  EventSubject.OfFolder folder(CommittedReads reads, Call call, String id);
}
