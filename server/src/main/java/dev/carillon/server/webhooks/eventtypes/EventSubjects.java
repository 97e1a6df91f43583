package dev.carillon.server.webhooks.eventtypes;

import dev.carillon.server.platform.database.CommittedReads;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.webhooks.payload.EventSubject;

/** Finds what events of custom types are about, as the area of assets knows it. */
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
