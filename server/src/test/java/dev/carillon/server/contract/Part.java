package dev.carillon.server.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import dev.carillon.server.files.Samples;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestResponse;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of the contract. Its methods with {@link Row} are the rows; each runs on an instance of
 * its own, with a folder of its own, on a server that all share.
 */
@SuppressWarnings("NullAway.Init") // what makes an instance says at once where it is
abstract class Part {

  ContractServer server;

  /** The row's own folder. */
  String here;

  /** The same part on this server, in this folder. */
  Part on(ContractServer its, String folder) {
    server = its;
    here = folder;
    return this;
  }

  TestClient admin() {
    return server.admin();
  }

  /** A POST by the super user with parameters in a form. */
  TestResponse post(String path, String... pairs) {
    return admin().form(path, pairs);
  }

  /** A GET by the super user. */
  TestResponse get(String path, String... pairs) {
    return admin().get(path, pairs);
  }

  /** A request by the super user with a JSON body. */
  TestResponse json(String method, String path, String body) {
    return admin().json(method, path, body);
  }

  /** Makes an asset with a text file in the row's folder; its id. */
  String asset(String name, String... metadata) {
    return file(name, ("words of " + name).getBytes(UTF_8), metadata);
  }

  /** Makes an asset with this file in the row's folder; its id. */
  String file(String name, byte[] content, String... metadata) {
    return created(name, content, metadata).path("id").asText();
  }

  /** Makes an asset with this file in the row's folder; its hit. */
  JsonNode created(String name, byte[] content, String... metadata) {
    List<String> pairs = new ArrayList<>(List.of("assetPath", here + "/" + name));
    pairs.addAll(List.of(metadata));
    String[] all = pairs.toArray(String[]::new);
    return admin().upload("/services/create", name, content, all).is(200).json();
  }

  /** The hit of an asset. */
  JsonNode hit(String id) {
    JsonNode hits = post("/services/search", "q", "id:" + id).is(200).json().path("hits");
    if (hits.size() != 1) {
      throw new AssertionError("search found " + hits.size() + " assets with the id " + id);
    }
    return hits.get(0);
  }

  /** The metadata of an asset. */
  JsonNode metadata(String id) {
    return hit(id).path("metadata");
  }

  /** The hit, once a field has a value, which other threads may be making. */
  JsonNode hitWith(String id, String field, String value) {
    Await.until(field + " is " + value, () -> metadata(id).path(field).asText().equals(value));
    return hit(id);
  }

  /** What a downloaded picture shows. */
  static BufferedImage picture(TestResponse reply) {
    return Samples.decoded(reply.is(200).body());
  }

  /** Makes an asset of which no preview can be made; its id. */
  String plain(String name, String... metadata) {
    return file(name, new byte[] {0, 1, 2}, metadata);
  }

  /** The names of all that a query finds in the row's folder, sorted. */
  List<String> finds(String q) {
    String query = "+ancestorPaths:\"" + here + "\"" + (q.isEmpty() ? "" : " +(" + q + ")");
    List<String> names = new ArrayList<>();
    post("/services/search", "q", query, "num", "500")
        .is(200)
        .json()
        .path("hits")
        .forEach(hit -> names.add(hit.at("/metadata/filename").asText()));
    names.sort(null);
    return names;
  }

  /** A webhook for what happens in the row's folder; types with spaces between. */
  Subscriber subscriber(String eventTypes, String... members) {
    return subscriber(Script.status(204), eventTypes, members);
  }

  /** The same, whose receiver responds as scripted. */
  Subscriber subscriber(Script script, String eventTypes, String... members) {
    String more = members.length == 0 ? "" : "," + String.join(",", members);
    String where =
        more.contains("foldersAndQuery")
            ? ""
            : ",\"foldersAndQuery\":{\"folders\":[\"" + here + "\"]}";
    return new Subscriber(admin(), script, eventTypes, where + more);
  }
}
