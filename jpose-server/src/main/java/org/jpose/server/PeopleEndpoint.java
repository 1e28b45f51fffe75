package org.jpose.server;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jpose.core.EstimatorOptions;
import org.jpose.core.image.Image;
import org.jpose.core.pose.Pose;
import org.jpose.http.Answer;
import org.jpose.http.Body;
import org.jpose.http.ByteBudget;
import org.jpose.http.Exchange;
import org.jpose.http.Json;
import org.jpose.http.Problem;
import org.jpose.http.ProblemException;
import org.jpose.media.draw.DrawingOptions;
import org.jpose.media.draw.PoseRenderer;
import org.jpose.media.image.ImageFileWriter;
import org.jpose.media.results.ImageResult;
import org.jpose.media.results.ResultDetails;
import org.jpose.media.results.ResultFormat;
import org.jpose.media.results.ResultWriter;

/** {@code POST /v1/people}: the people of one photo. */
final class PeopleEndpoint {
  private final Estimation estimation;
  private final WorkQueue work;
  private final ByteBudget budget;
  private final RequestLimits limits;
  private final ServerMetrics metrics;
  private final EstimatorOptions defaults;
  private final String model;

  PeopleEndpoint(
      Estimation estimation,
      WorkQueue work,
      ByteBudget budget,
      RequestLimits limits,
      ServerMetrics metrics,
      EstimatorOptions defaults,
      String model) {
    this.estimation = estimation;
    this.work = work;
    this.budget = budget;
    this.limits = limits;
    this.metrics = metrics;
    this.defaults = defaults;
    this.model = model;
  }

  /**
   * Answers now or later.
   *
   * @param failed gets what goes wrong, now or later
   */
  void handle(Exchange exchange, Failures failed) {
    Request request = exchange.request();
    long start = System.nanoTime();
    PeopleQuery query = PeopleQuery.ofPhoto(Request.extractQueryParameters(request), defaults);
    String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    Body.read(
        request,
        limits.bytes(),
        limits.timeout(),
        budget,
        body -> {
          if (!work.photo(
              () -> answering(exchange, failed, () -> answer(query, type, body, start)))) {
            failed.problem(exchange, Problem.busy("All places are taken; ask again."));
          }
        },
        problem -> failed.unread(exchange, problem));
  }

  /** Works now; what is returned sends the answer. */
  private static Runnable answering(Exchange exchange, Failures failed, Supplier<Answer> work) {
    try {
      Answer answer = work.get();
      return () -> failed.guard(exchange, () -> exchange.answer(answer));
    } catch (RuntimeException | Error e) {
      return () -> failed.problem(exchange, failed.problem(e));
    }
  }

  private Answer answer(PeopleQuery query, String type, byte[] body, long start) {
    if (System.nanoTime() - start > limits.timeout().toNanos()) {
      throw new ProblemException(Problem.busy("The turn did not come in time; ask again."));
    }
    Upload upload = Upload.of(type, body);
    Estimation.Found found = estimation.find(upload.bytes(), query.options());
    metrics.found(found);
    Answer answer =
        query.format().isPresent()
            ? results(query.format().get(), query, upload.name(), found)
            : picture(query, found);
    return answer.with("Server-Timing", timing(found.times()));
  }

  private Answer results(
      ResultFormat format, PeopleQuery query, String name, Estimation.Found found) {
    Image image = found.image();
    List<Pose> people = found.estimate().people();
    ImageResult result =
        ImageResult.of(name, image.width(), image.height(), people).withModel(model);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ResultWriter writer =
        format.open(bytes, "answer", ResultDetails.none().withAngles(query.angles()))) {
      writer.write(result);
      writer.complete();
    }
    String type = format == ResultFormat.CSV ? "text/csv; charset=utf-8" : Json.TYPE;
    return Answer.of(200, type, bytes.toByteArray());
  }

  private static Answer picture(PeopleQuery query, Estimation.Found found) {
    PoseRenderer renderer = new PoseRenderer(DrawingOptions.defaults());
    Image drawn = renderer.draw(query.drawing(), found.image(), found.estimate());
    return Answer.of(200, "image/png", ImageFileWriter.png(drawn));
  }

  private static String timing(Estimation.StepTimes times) {
    return String.format(
        Locale.ROOT,
        "decode;dur=%.1f, prepare;dur=%.1f, network;dur=%.1f, people;dur=%.1f",
        times.decode(),
        times.prepare(),
        times.network(),
        times.people());
  }
}
