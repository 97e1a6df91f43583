package dev.carillon.cli.asset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.cli.remote.ServerClient;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.cli.terminal.ProgressBar;
import dev.carillon.hooks.event.Ids;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * One file on its way to the server: a small one streamed from the disk as the form field {@code
 * Filedata}, a large one in parts.
 *
 * @param file what to send
 * @param folder where it is to be
 * @param fields its metadata
 */
record FileUpload(Path file, String folder, ObjectNode fields) {

  static FileUpload of(Path file, String folder, ObjectNode fields) {
    if (!Files.isRegularFile(file)) {
      throw new Failure(ExitCode.USAGE, "there is no such file");
    }
    return new FileUpload(file, folder, fields);
  }

  JsonNode to(ServerClient server, ProgressBar progress) {
    long size = size();
    if (size >= UploadInParts.FROM_BYTES) {
      String id = new UploadInParts(server, file).send(sum -> progress.at(sum, size));
      return server.form(
          "/services/create",
          Map.of("folderPath", folder, "metadata", fields.toString(), "uploadId", id));
    }
    String boundary = "carillon-" + Ids.random();
    String type = "multipart/form-data; boundary=" + boundary;
    Map<String, String> query = Map.of("folderPath", folder, "metadata", fields.toString());
    BodyPublisher body = body(boundary);
    long length = body.contentLength();
    return server.upload(
        "/services/create", query, type, new CountedBody(body, sum -> progress.at(sum, length)));
  }

  private long size() {
    try {
      return Files.size(file);
    } catch (IOException gone) {
      throw new Failure(ExitCode.USAGE, "cannot be read: " + gone.getMessage());
    }
  }

  private BodyPublisher body(String boundary) {
    // RFC 7578: quotes and line ends in a name are percent-encoded, everything else stands as it
    // is
    String name =
        file.getFileName()
            .toString()
            .replace("\"", "%22")
            .replace("\r", "%0D")
            .replace("\n", "%0A");
    String head =
        "--"
            + boundary
            + "\r\nContent-Disposition: form-data; name=\"Filedata\"; filename=\""
            + name
            + "\"\r\nContent-Type: application/octet-stream\r\n\r\n";
    try {
      return BodyPublishers.concat(
          BodyPublishers.ofString(head),
          BodyPublishers.ofFile(file),
          BodyPublishers.ofString("\r\n--" + boundary + "--\r\n"));
    } catch (FileNotFoundException gone) {
      throw new Failure(ExitCode.USAGE, "cannot be read: " + gone.getMessage());
    }
  }
}
