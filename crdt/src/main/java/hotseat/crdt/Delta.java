package hotseat.crdt;

import hotseat.crdt.item.read.ListChanges;
import hotseat.crdt.item.read.TypeReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a transaction changed in a text, as steps from its start on; what is behind the last step stays. Never changes. */
public record Delta(List<Step> steps) {
    static final Delta NONE = new Delta(List.of());

    /** Lengths are in units and positive. */
    public sealed interface Step {}

    /** Goes over what stays. */
    public record Retain(int units) implements Step {}

    public record Insert(String text) implements Step {}

    /** One unit that is not text, as {@link MapType#get} shows it. */
    public record InsertValue(@Nullable Object value) implements Step {}

    public record Delete(int units) implements Step {}

    public Delta {
        steps = List.copyOf(steps);
    }

    /** The text after the change, given the one before. Only strings must have come and gone. */
    public String applyTo(String before) {
        var after = new StringBuilder();
        int at = 0;
        for (var step : steps) {
            switch (step) {
                case Retain(int units) -> after.append(before, at, at += units);
                case Insert(String text) -> after.append(text);
                case InsertValue _ -> throw new IllegalStateException("a value has no text");
                case Delete(int units) -> at += units;
            }
        }
        return after.append(before, at, before.length()).toString();
    }

    /** Joins steps of one kind that follow each other. */
    static final class Builder implements ListChanges {
        private final TypeReader reader;
        private final List<Step> steps = new ArrayList<>();

        Builder(TypeReader reader) {
            this.reader = reader;
        }

        @Override
        public void retain(int units) {
            steps.add(new Retain(units));
        }

        @Override
        public void insert(String text) {
            if (!steps.isEmpty() && steps.getLast() instanceof Insert(String before))
                steps.set(steps.size() - 1, new Insert(before + text));
            else steps.add(new Insert(text));
        }

        @Override
        public void insert(@Nullable Object value) {
            steps.add(new InsertValue(SharedType.handle(reader, value)));
        }

        @Override
        public void delete(int units) {
            if (!steps.isEmpty() && steps.getLast() instanceof Delete(int before))
                steps.set(steps.size() - 1, new Delete(before + units));
            else steps.add(new Delete(units));
        }

        Delta build() {
            return new Delta(steps);
        }
    }
}
