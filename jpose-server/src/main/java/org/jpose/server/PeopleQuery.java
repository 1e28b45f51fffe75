package org.jpose.server;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.util.Fields;
import org.jpose.core.EstimatorOptions;
import org.jpose.core.field.DecoderOptions;
import org.jpose.core.image.NetworkSize;
import org.jpose.http.Problem;
import org.jpose.http.Problem.WrongParameter;
import org.jpose.http.ProblemException;
import org.jpose.media.draw.Drawing;
import org.jpose.media.results.ResultFormat;

/**
 * What is asked by a request's parameters.
 *
 * @param options how people are found
 * @param format the result file to answer with, or empty for a picture
 * @param drawing what the picture shows
 * @param angles whether angles are told
 * @param track whether people of a stream are followed
 * @param smooth whether they are smoothed as well
 */
record PeopleQuery(
    EstimatorOptions options,
    Optional<ResultFormat> format,
    Drawing drawing,
    boolean angles,
    boolean track,
    boolean smooth) {
  private static final List<String> OF_ALL =
      List.of("size", "scales", "flip", "min-score", "max-people", "angles");
  private static final int MOST_SCALES = 8;

  /** The parameters of a photo. */
  static PeopleQuery ofPhoto(Fields fields, EstimatorOptions defaults) {
    return new Parser(fields, defaults).parse(List.of("format", "draw"));
  }

  /** The parameters of a stream. */
  static PeopleQuery ofStream(Fields fields, EstimatorOptions defaults) {
    return new Parser(fields, defaults).parse(List.of("track", "smooth"));
  }

  /** Parses all parameters before it complains, so that all that are wrong are named. */
  private static final class Parser {
    private final Fields fields;
    private final EstimatorOptions defaults;
    private final List<WrongParameter> wrong = new ArrayList<>();

    Parser(Fields fields, EstimatorOptions defaults) {
      this.fields = fields;
      this.defaults = defaults;
    }

    PeopleQuery parse(List<String> more) {
      for (String name : fields.getNames()) {
        if (!OF_ALL.contains(name) && !more.contains(name)) {
          List<String> known = new ArrayList<>(OF_ALL);
          known.addAll(more);
          wrong.add(
              new WrongParameter(shown(name), "is not known; known: " + String.join(", ", known)));
        } else if (fields.getValues(name).size() > 1) {
          wrong.add(new WrongParameter(name, "is there more than once"));
        }
      }
      EstimatorOptions options =
          parse("size", NetworkSize::parse).map(defaults::withSize).orElse(defaults);
      options = parse("scales", Parser::scales).map(options::withScales).orElse(options);
      options = options.withFlip(flag("flip", options.flip()));
      options = threshold(options, "min-score", text -> d -> d.withMinScore(decimal(text)));
      options = threshold(options, "max-people", text -> d -> d.withMaxPeople(whole(text)));
      String format = parse("format", Parser::format).orElse("json");
      boolean picture = format.equals("png");
      Optional<Drawing> drawing = parse("draw", Parser::drawing);
      if (drawing.isPresent() && !picture) {
        wrong.add(new WrongParameter("draw", "goes with format=png"));
      }
      boolean track = flag("track", false);
      boolean smooth = flag("smooth", false);
      boolean angles = flag("angles", false);
      if (!wrong.isEmpty()) {
        throw new ProblemException(Problem.wrongParameters(wrong));
      }
      return new PeopleQuery(
          options,
          picture ? Optional.empty() : Optional.of(result(format)),
          drawing.orElse(Drawing.SKELETON),
          angles,
          track || smooth,
          smooth);
    }

    private <T> Optional<T> parse(String name, Function<String, T> parser) {
      List<String> values = fields.getValues(name);
      if (values == null || values.isEmpty()) {
        return Optional.empty();
      }
      try {
        return Optional.of(parser.apply(values.get(0)));
      } catch (IllegalArgumentException e) {
        wrong.add(new WrongParameter(name, e.getMessage()));
        return Optional.empty();
      }
    }

    private boolean flag(String name, boolean otherwise) {
      return parse(
              name,
              text ->
                  switch (text.toLowerCase(Locale.ROOT)) {
                    case "true", "1", "" -> true;
                    case "false", "0" -> false;
                    default ->
                        throw new IllegalArgumentException(
                            "is '" + shown(text) + "', expected true or false");
                  })
          .orElse(otherwise);
    }

    private EstimatorOptions threshold(
        EstimatorOptions options,
        String name,
        Function<String, UnaryOperator<DecoderOptions>> change) {
      return parse(
              name,
              text ->
                  options
                      .decoder()
                      .with(change.apply(text))
                      .map(options::withDecoder)
                      .orElseThrow(
                          () ->
                              new IllegalArgumentException(
                                  "cannot be changed: this server's decoder has no such threshold")))
          .orElse(options);
    }

    private static List<Double> scales(String text) {
      List<Double> scales = Arrays.stream(text.split(",", -1)).map(Parser::decimal).toList();
      if (scales.size() > MOST_SCALES) {
        throw new IllegalArgumentException(
            "has " + scales.size() + " scales, expected " + MOST_SCALES + " at most");
      }
      EstimatorOptions.defaults().withScales(scales);
      return scales;
    }

    private static double decimal(String text) {
      try {
        if (text.matches("-?[0-9.]{1,20}")) {
          return Double.parseDouble(text);
        }
      } catch (NumberFormatException e) {
        throw noNumber(text);
      }
      throw noNumber(text);
    }

    private static int whole(String text) {
      if (!text.matches("-?[0-9]{1,9}")) {
        throw noNumber(text);
      }
      return Integer.parseInt(text);
    }

    private static IllegalArgumentException noNumber(String text) {
      return new IllegalArgumentException("is '" + shown(text) + "', expected a number");
    }

    private static String format(String text) {
      result(text);
      return text;
    }

    private static ResultFormat result(String text) {
      return switch (text) {
        case "json", "png" -> ResultFormat.JSON;
        case "csv" -> ResultFormat.CSV;
        case "openpose" -> ResultFormat.OPENPOSE;
        case "coco" -> ResultFormat.COCO;
        default ->
            throw new IllegalArgumentException(
                "is '" + shown(text) + "', expected json, csv, openpose, coco or png");
      };
    }

    private static Drawing drawing(String text) {
      return switch (text) {
        case "skeleton" -> Drawing.SKELETON;
        case "heatmap" -> Drawing.HEATMAP;
        case "affinity" -> Drawing.AFFINITY;
        case "all" -> Drawing.ALL;
        default ->
            throw new IllegalArgumentException(
                "is '" + shown(text) + "', expected skeleton, heatmap, affinity or all");
      };
    }

    /** What somebody has sent, short and without what a terminal takes for commands. */
    private static String shown(String text) {
      String plain = text.replaceAll("\\p{Cntrl}", "?");
      return plain.length() > 40 ? plain.substring(0, 40) + "..." : plain;
    }
  }
}
