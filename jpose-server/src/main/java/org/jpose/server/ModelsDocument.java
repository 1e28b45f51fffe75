package org.jpose.server;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.jpose.core.ModelInfo;
import org.jpose.core.pose.Joint;
import org.jpose.core.pose.JointAngles;
import org.jpose.core.pose.Limb;
import org.jpose.core.pose.Skeleton;
import org.jpose.http.Json;
import org.jpose.zoo.ModelCard;
import org.jpose.zoo.ModelZoo;

/** What {@code /v1/models} tells: the model that is served, and the cards of all known ones. */
final class ModelsDocument {
  private ModelsDocument() {}

  static byte[] of(String name, ModelInfo model) {
    return Json.bytes(
        json -> {
          json.writeStartObject();
          json.writeObjectFieldStart("serving");
          json.writeStringField("name", name);
          json.writeStringField("network", model.name());
          writeSkeleton(json, model.skeleton());
          json.writeEndObject();
          json.writeArrayFieldStart("cards");
          for (ModelCard card : ModelZoo.cards()) {
            writeCard(json, card);
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private static void writeSkeleton(JsonGenerator json, Skeleton skeleton) throws IOException {
    json.writeObjectFieldStart("skeleton");
    json.writeStringField("name", skeleton.name());
    json.writeArrayFieldStart("joints");
    for (Joint joint : skeleton.joints()) {
      json.writeString(joint.name());
    }
    json.writeEndArray();
    json.writeArrayFieldStart("limbs");
    for (Limb limb : skeleton.limbs()) {
      json.writeStartArray();
      json.writeString(skeleton.joints().get(limb.from()).name());
      json.writeString(skeleton.joints().get(limb.to()).name());
      json.writeEndArray();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("angles");
    for (String angle : new JointAngles(skeleton).names()) {
      json.writeString(angle);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void writeCard(JsonGenerator json, ModelCard card) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", card.name());
    json.writeStringField("title", card.title());
    json.writeBooleanField("embedded", ModelZoo.isEmbedded(card.name()));
    if (card.network().isPresent()) {
      json.writeStringField("network", card.network().get().name());
      json.writeStringField("skeleton", card.network().get().skeleton());
    }
    json.writeStringField("licence", card.licence().name());
    json.writeStringField("terms", card.licence().terms());
    json.writeStringField("source", card.background().source());
    json.writeStringField("trainingData", card.background().trainingData());
    json.writeStringField("accuracy", card.background().accuracy());
    json.writeStringField("limits", card.background().limits());
    json.writeStringField("citation", card.background().citation());
    json.writeEndObject();
  }
}
