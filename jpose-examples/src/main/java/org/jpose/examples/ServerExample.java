package org.jpose.examples;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jpose.Jpose;
import org.jpose.core.PoseEstimator;
import org.jpose.server.PoseServer;
import org.jpose.server.ServerOptions;

/** Serves a batch of photos over HTTP; those that wait are run together: photos. */
final class ServerExample {
  private ServerExample() {}

  public static void main(String[] arguments) throws Exception {
    try (PoseEstimator estimator = Jpose.estimator();
        PoseServer server = PoseServer.start(estimator, ServerOptions.defaults().withPort(0))) {
      HttpClient client = HttpClient.newHttpClient();
      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      for (String photo : arguments) {
        HttpRequest request =
            HttpRequest.newBuilder(server.address().resolve("/v1/people"))
                .POST(BodyPublishers.ofFile(Path.of(photo)))
                .build();
        answers.add(client.sendAsync(request, BodyHandlers.ofString()));
      }
      answers.forEach(answer -> System.out.println(answer.join().body()));
    }
  }
}
