"""The English texts."""

from __future__ import annotations

from goescape.explain.allocation import Allocation
from goescape.explain.phrasebook import CategoryText, Leak, Phrasebook, Reason, Shape, Word
from goescape.findings.model import Category, Kind

CATEGORIES = {
    Category.RETURNED_POINTER: CategoryText(
        "Returned pointer",
        "The function returns a pointer, slice, map or function that leads to the value.",
        "A function's stack frame is gone when it returns, so what its results point at has to be elsewhere.",
        (
            "Return the value itself instead of a pointer to it; up to a few words, copying is cheaper than "
            "allocating.",
            "Let the caller provide the memory: take a `*T` to fill in, or a `dst []T` to append to. The "
            "caller's variable can then stay on the stack.",
            "Keep the function small enough to be inlined: the value then belongs to the caller's frame and "
            "escapes only where the caller lets it.",
        ),
    ),
    Category.STORED_OUTSIDE: CategoryText(
        "Stored outside the function",
        "The value, or a pointer to it, is stored in a package variable or through a pointer.",
        "A package variable lives as long as the program. Of what a pointer points at the compiler only "
        "knows that it may be on the heap, and the heap must never point into a stack.",
        (
            "Store a copy of the value instead of a pointer to it.",
            "Return the value and let the caller store it, so that callers who do not keep it do not pay.",
            "If the value has to be shared, allocate it once and reuse it; the allocation is then intended.",
        ),
    ),
    Category.CHANNEL_SEND: CategoryText(
        "Sent on a channel",
        "A pointer to the value is sent on a channel.",
        "The receiver may be any goroutine at any time, and goroutines must not point into each other's stacks.",
        (
            "Send the value instead of a pointer: make it a `chan T`. That copies it twice, which is "
            "cheaper than an allocation for small types.",
            "Send a batch at a time, so that one allocation serves many values.",
            "Hand buffers back on a second channel or through a `sync.Pool`, and reuse them.",
        ),
    ),
    Category.CLOSURE_CAPTURE: CategoryText(
        "Captured by reference",
        "A closure that outlives the function shares the variable.",
        "A closure shares every variable that is assigned to after its capture or whose address is taken, "
        "and every one over 128 bytes; it copies the others. A shared variable has to live as long as the "
        "closure.",
        (
            "Copy the variable into one that is never assigned to again (`v := v`) and use that one in the "
            "closure: it is then captured by value.",
            "Pass the variable to the closure as an argument instead of capturing it.",
            "Call the closure where it is made, or pass it to a function that does not keep it: neither the "
            "closure nor its variables have to leave the stack.",
        ),
    ),
    Category.GOROUTINE_OR_DEFER: CategoryText(
        "Goroutine or deferred call",
        "A `go` statement, or a `defer` in a loop, keeps the value.",
        "A goroutine may outlive the function that starts it. A `defer` in a loop makes any number of "
        "deferred calls, whose records, arguments and closures cannot have fixed places in the frame.",
        (
            "Move a `defer` out of the loop: put the loop's body into a function of its own.",
            "Pass values rather than pointers to the goroutine.",
            "Start a fixed number of goroutines that take their work from a channel, instead of one for "
            "each piece of work.",
        ),
    ),
    Category.SLICE_OR_MAP_ELEMENT: CategoryText(
        "Stored in a slice or map",
        "The value, or a pointer to it, becomes an element of a slice or a key or element of a map.",
        "The compiler does not track elements: whatever is stored in a map, or in a slice whose array may "
        "be on the heap, is taken to be reachable from the heap.",
        (
            "Store values instead of pointers: `[]T` or `map[K]T`. To change a map's element, write it back.",
            "Keep the values in one slice and store their indices.",
            "For a few elements whose number is fixed, use an array variable: it can stay on the stack, "
            "with what it points at.",
        ),
    ),
    Category.APPEND_GROWTH: CategoryText(
        "Growth by append",
        "The array that `append` makes when the capacity is used up goes to the heap.",
        "The grown array belongs to a slice that outlives the function, and its size is not known before.",
        (
            "Make the slice with its final capacity, `make([]T, 0, n)`: one allocation instead of one for "
            "each doubling.",
            "Take the slice from the caller and return it (`func AppendX(dst []T, ...) []T`), so that it "
            "can be reused.",
            "Reuse a slice with `s = s[:0]` where nobody holds on to the old elements.",
        ),
    ),
    Category.INTERFACE_CONVERSION: CategoryText(
        "Converted to an interface",
        "A value that is not a pointer is converted to an interface that outlives the function.",
        "An interface holds a type and a pointer. Everything but pointers, maps, channels and functions is "
        "therefore copied to memory of its own when it is converted.",
        (
            "In hot code call a function that takes the concrete type: `strconv.AppendInt` rather than "
            "`fmt.Sprintf`, a type parameter rather than `any`.",
            "Convert a pointer to an object that exists already: it needs no copy. The object is then shared.",
            "Convert once, outside the loop, and use the interface value again.",
            "Where it happens only on the way to an error or a log line, leave it.",
        ),
    ),
    Category.UNKNOWN_CALL: CategoryText(
        "Passed to a call that is not known",
        "The value is passed to a method of an interface or to a function value.",
        "Which function is called is decided at run time, so the compiler has to assume that it keeps what "
        "it is given: the receiver and every argument.",
        (
            "Call a method of the concrete type where the type is known: the call can be inlined and its "
            "parameters are analysed.",
            "If there is one implementation only, give the field or variable the concrete type.",
            "Pass values rather than pointers.",
            "Reuse one buffer for many calls, for instance in a field of the caller.",
        ),
    ),
    Category.TOO_LARGE: CategoryText(
        "Too large for the stack",
        "The value is larger, or more strictly aligned, than the compiler puts on a stack.",
        "Declared variables go to the heap over 128 KiB, values made by `new`, `&T{}` or `make` over 64 "
        "KiB. The limits are fixed.",
        (
            "Use a smaller value: work in pieces through a buffer of 64 KiB or less.",
            "Allocate the buffer once, outside the loop or in a `sync.Pool`, and reuse it.",
            "Pass large arrays by pointer or as slices; every copy of one is a large variable, too.",
        ),
    ),
    Category.UNKNOWN_SIZE: CategoryText(
        "Size not known at compile time",
        "How much memory `make` needs is decided at run time.",
        "A stack frame's size is fixed at compile time. Since Go 1.25 a slice that does not escape gets a "
        "32-byte buffer in the frame, and the heap only if it turns out larger; before, it always went to "
        "the heap.",
        (
            "Use a constant for the length or capacity: up to 64 KiB the slice then stays on the stack.",
            "If there is a usual upper bound, slice an array variable (`var buf [256]byte`; `buf[:n]`) and "
            "allocate only beyond it.",
            "Take the buffer from the caller, or keep it and reuse it.",
        ),
    ),
    Category.STRING_CONVERSION: CategoryText(
        "String conversion or concatenation",
        "A conversion between strings and bytes or runes, or a concatenation, makes a new copy.",
        "Strings cannot be changed, so a conversion copies unless the compiler proves that nobody sees the "
        "difference. A result that does not escape has 32 bytes on the stack; a longer one is allocated.",
        (
            "Stay with one form: `bytes` and `strings` offer the same functions, and `append(b, s...)` "
            "appends a string.",
            "Build long texts in one `strings.Builder` or `[]byte`, with `Grow` if the length is known, not "
            "by `+` in a loop.",
            "Convert in place, `m[string(b)]`, `string(a) == string(b)` or `for range []byte(s)`: these do not copy.",
        ),
    ),
    Category.METHOD_VALUE: CategoryText(
        "Method value",
        "`x.Method` is used as a function without being called, and outlives the function.",
        "A method value is a closure that holds the receiver, or a copy of it.",
        (
            "Make the method value once, for instance in the constructor, and keep it in a field.",
            "Take an interface or the receiver itself instead of a function.",
            "Use a method expression, `T.Method`, which holds nothing, and pass the receiver as an argument.",
        ),
    ),
    Category.REFLECTION: CategoryText(
        "Reflection",
        "The value is handed to package `reflect`, directly or by a function that uses it.",
        "A `reflect.Value` can be stored, set and called in ways that the compiler does not follow.",
        (
            "Take a type parameter or a type switch over the expected types instead of `any` and reflection.",
            "Look at types once (`reflect.TypeFor`, cached plans for each type) and not for every value.",
            "Generate the code for the types that matter.",
        ),
    ),
    Category.LEAKING_PARAM: CategoryText(
        "Leaking parameter",
        "The function keeps a parameter, or what it leads to, beyond the call; or the value is passed to a "
        "parameter that leaks.",
        "For each parameter the compiler notes whether it flows to the heap or to a result, and from how "
        "many dereferences down. Callers rely on that note: what they pass to a parameter that leaks has to "
        "be on the heap.",
        (
            "In the function: keep a copy of what the pointer leads to, not the pointer.",
            "In the caller: call a variant that does not keep its argument, or pass a value.",
            "A leak to a result costs nothing by itself: the argument escapes only if the caller lets the "
            "result escape.",
        ),
    ),
    Category.FOREIGN_CODE: CategoryText(
        "Assembly, cgo or unsafe",
        "The value is passed to code that the compiler cannot analyse, or its address becomes a number.",
        "Of a function without a Go body (assembly, cgo, linkname) the compiler assumes that it keeps every "
        "pointer, unless `//go:noescape` says otherwise. Conversions by way of `unsafe.Pointer` are "
        "followed like pointers.",
        (
            "Declare an assembly function with `//go:noescape` if, and only if, it never keeps its "
            "pointers; nobody checks that promise.",
            "For C functions, `#cgo noescape NAME` says the same (Go 1.24 and later).",
            "Reuse one buffer for many calls.",
        ),
    ),
    Category.UNEXPLAINED: CategoryText(
        "Not explained",
        "The value is on the heap, and the cause has not been found.",
        "The flow has not been asked for yet, or the compiler gave none that fits a category.",
        (
            "Look at the flow: the last step names what keeps the value alive.",
            "Ask again when the analysis is complete; `go build -gcflags=-m=2` shows the compiler's own words.",
        ),
    ),
}

REASONS = {
    Category.RETURNED_POINTER: Reason("its address is returned", "it is returned"),
    Category.STORED_OUTSIDE: Reason("its address is stored outside the function", "it is stored outside the function"),
    Category.CHANNEL_SEND: Reason("its address is sent on a channel", "it is sent on a channel"),
    Category.CLOSURE_CAPTURE: Reason(
        "a closure that outlives the function captures it by reference",
        "a closure that outlives the function captures it",
    ),
    Category.GOROUTINE_OR_DEFER: Reason(
        "a goroutine or a deferred call keeps its address", "a goroutine or a deferred call keeps it"
    ),
    Category.SLICE_OR_MAP_ELEMENT: Reason("its address is stored in a slice or map", "it is stored in a slice or map"),
    Category.APPEND_GROWTH: Reason(
        "it is reached from a slice that `append` grows", "the grown slice outlives the function"
    ),
    Category.INTERFACE_CONVERSION: Reason(
        "it is reached from an interface value that outlives the function",
        "it is converted to an interface that outlives the function",
        "converted to an interface and passed to {callee}",
    ),
    Category.UNKNOWN_CALL: Reason(
        "its address is passed to a function that is only known at run time",
        "it is passed to a function that is only known at run time",
        "passed to {callee}, which is only known at run time",
    ),
    Category.TOO_LARGE: Reason("it is too large for the stack", "it is too large for the stack"),
    Category.UNKNOWN_SIZE: Reason("its size is not known at compile time", "its size is not known at compile time"),
    Category.STRING_CONVERSION: Reason(
        "it is reached from a text that outlives the function", "the new text outlives the function"
    ),
    Category.METHOD_VALUE: Reason(
        "a method value that outlives the function holds its address",
        "the method value outlives the function",
    ),
    Category.REFLECTION: Reason("its address is handed to reflection", "it is handed to reflection"),
    Category.LEAKING_PARAM: Reason(
        "its address is passed to a parameter that leaks",
        "it is passed to a parameter that leaks",
        "passed to {callee}, whose parameter leaks",
    ),
    Category.FOREIGN_CODE: Reason(
        "its address goes to assembly, cgo or unsafe code", "it goes to assembly, cgo or unsafe code"
    ),
    Category.UNEXPLAINED: Reason("the cause is not known", "the cause is not known"),
}

VERDICTS = {
    Kind.MOVED_TO_HEAP: "{subject} is moved to the heap",
    Kind.ESCAPES: "{subject} escapes to the heap",
    Kind.APPEND_ESCAPES: "what `append` allocates goes to the heap",
    Kind.DOES_NOT_ESCAPE: "{subject} does not escape",
    Kind.SELF_ASSIGNMENT: "{subject} assigns a part of a value to the value itself and makes nothing escape",
    Kind.ZERO_COPY: "the `[]byte` shares the string's memory: nothing is copied, since nobody writes to it",
    Kind.CAN_INLINE: "{subject} can be inlined",
    Kind.INLINING_CALL: "the call to {subject} is inlined",
    Kind.DEVIRTUALIZING: "the interface call {subject} goes straight to {type}",
    Kind.BOUNDS_CHECK: "the index is always in range: it is not checked at run time",
    Kind.OTHER: "the compiler says {word}",
}

OPERATIONS = {
    "//go:uintptrescapes": "converted to `uintptr` for a function marked `//go:uintptrescapes`",
    "address-of": "its address is taken",
    "appended": "appended to a slice whose array may be on the heap",
    "appended slice...": "its elements are appended to another slice",
    "appendee slice": "its elements move to the array that `append` may allocate",
    "array literal element": "becomes an element of an array literal",
    "assign": "assigned",
    "assign-pair": "assigned",
    "assign-pair-dot-type": "taken out of an interface",
    "assign-pair-mapr": "read from a map",
    "assign-pair-receive": "received from a channel",
    "call parameter": "passed in a call",
    "callee operand": "called as a function value",
    "captured by a closure": "captured by a closure, by value",
    "conversion to unsafe.Pointer": "converted to `unsafe.Pointer`",
    "copied slice": "its elements are copied to another slice",
    "dot": "a field of it is used",
    "dot of pointer": "read through a pointer",
    "go or defer": "kept for the call of the `go` or `defer` statement",
    "fixed-array-index-of": "an element of the array is used",
    "indirection": "the pointer is followed",
    "interface-converted": "converted to an interface",
    "key of map put": "becomes a key of a map",
    "map literal key": "becomes a key of a map literal",
    "map literal value": "becomes an element of a map literal",
    "non-constant size": "its size is not known at compile time",
    "range": "assigned to the variable of a range loop",
    "range-deref": "its elements are assigned to the variable of a range loop",
    "reference": "captured by a closure, by reference",
    "reflect.Header.Data": "its data pointer is used",
    "return": "returned",
    "send": "sent on a channel",
    "slice": "sliced",
    "slice-literal-element": "becomes an element of a slice literal",
    "slice-to-array": "converted from a slice to an array",
    "spill": "gets memory of its own",
    "struct literal element": "becomes a field of a struct literal",
    "switch case": "taken out of an interface by a type switch",
    "too aligned for stack": "needs a stricter alignment than the stack has",
    "too large for stack": "too large for the stack",
    "type assertion": "taken out of an interface",
    "zero-sized element": "its elements have no size",
}

CUTS = {
    "//go:uintptrescapes": "{subject} were not converted to `uintptr` for a function marked `//go:uintptrescapes`",
    "address-of": "{subject} did not have its address taken",
    "appended": "{subject} were not appended to a slice whose array may be on the heap",
    "appended slice...": "{subject} were not appended to another slice, element by element",
    "appendee slice": "{subject} had no elements that move to the array that `append` may allocate",
    "array literal element": "{subject} were not an element of an array literal",
    "assign": "{subject} were not assigned to {target}",
    "assign-pair": "{subject} were not assigned to {target}",
    "assign-pair-dot-type": "{subject} were not taken out of an interface",
    "assign-pair-mapr": "{subject} were not read from a map",
    "assign-pair-receive": "{subject} were not received from a channel",
    "call parameter": "{subject} were not passed in a call",
    "callee operand": "{subject} were not called as a function value",
    "captured by a closure": "{subject} were not captured by a closure",
    "conversion to unsafe.Pointer": "{subject} were not converted to `unsafe.Pointer`",
    "copied slice": "{subject} were not copied to another slice, element by element",
    "dot": "no field of {subject} were used",
    "dot of pointer": "nothing were read through {subject}",
    "go or defer": "{subject} were not kept for the call of the `go` or `defer` statement",
    "fixed-array-index-of": "no element of {subject} were used",
    "indirection": "the pointer {subject} were not followed",
    "interface-converted": "{subject} were not converted to an interface",
    "key of map put": "{subject} were not a key of a map",
    "map literal key": "{subject} were not a key of a map literal",
    "map literal value": "{subject} were not an element of a map literal",
    "non-constant size": "{subject} had a size that is known at compile time",
    "range": "{subject} were not assigned to the variable of a range loop",
    "range-deref": "{subject} were not ranged over",
    "reference": "{subject} were not captured by a closure by reference",
    "reflect.Header.Data": "{subject} did not have its data pointer used",
    "return": "{subject} were not returned",
    "send": "{subject} were not sent on a channel",
    "slice": "{subject} were not sliced",
    "slice-literal-element": "{subject} were not an element of a slice literal",
    "slice-to-array": "{subject} were not converted from a slice to an array",
    "spill": "{subject} were not used here",
    "struct literal element": "{subject} were not a field of a struct literal",
    "switch case": "{subject} were not taken out of an interface by a type switch",
    "too aligned for stack": "{subject} needed no stricter alignment than the stack has",
    "too large for stack": "{subject} were small enough",
    "type assertion": "{subject} were not taken out of an interface",
    "zero-sized element": "{subject} had elements with a size",
}

BOOK = Phrasebook(
    categories=CATEGORIES,
    reasons=REASONS,
    verdicts=VERDICTS,
    costless="{subject} escapes, but costs no allocation: {note}",
    costly="{subject} does not escape, but may cost an allocation: {note}",
    operations=OPERATIONS,
    into_heap={
        "assign": "stored where it outlives the call",
        "assign-pair": "stored where it outlives the call",
    },
    into_result={
        "assign": "becomes the result of an inlined call",
        "assign-pair": "becomes the result of an inlined call",
    },
    cuts=CUTS,
    cuts_from_heap={
        "assign": "{subject} were not stored where it outlives the call",
        "assign-pair": "{subject} were not stored where it outlives the call",
        "spill": "{subject} were not run by a `go` statement, or by a `defer` statement in a loop",
    },
    remedies={
        "reference": "Do not assign to the variable after the closure has captured it, or give the closure "
        "a copy: it is then captured by value (up to 128 bytes).",
        "copied slice": "`copy` moves pointers to an array that may be on the heap: copy into slices of values.",
        "appended slice...": "Appending pointers keeps what they point at: append values instead.",
        "conversion to unsafe.Pointer": "Only builds with checkptr, such as `-race`, let a pointer escape "
        "here; go by an ordinary build.",
        "key of map put": "Use a key that holds no pointer.",
    },
    shape_advice={
        Shape.ARGUMENTS: "The arguments of the variadic call are put into a slice: pass an existing slice "
        "(`args...`) or call a function that takes a fixed number of arguments.",
        Shape.FUNCTION: "A function that captures nothing needs no allocation: pass what it needs as arguments.",
        Shape.MAKE: "Let the caller provide the slice or map, so that it can be reused.",
    },
    allocations={
        Allocation.CONSTANT: "a constant has a fixed place in the program's read-only data",
        Allocation.ZERO_SIZE: "its elements have no size, so there is nothing to allocate",
        Allocation.STATIC_FUNCTION: "it captures nothing, so there is one copy of it in the program",
        Allocation.READY_MADE: "constants, values without size and single bytes have a fixed place in the program",
        Allocation.STACK: "it needs no heap memory",
        Allocation.SHARED_BYTES: "the bytes of the string are used as they are",
        Allocation.SHORT_TEXT: "an empty result, one byte converted to a string, and a sum with one part "
        "that is not empty need no allocation; others do",
        Allocation.TEXT_BUFFER: "up to 32 bytes it is on the stack, beyond that on the heap",
        Allocation.SMALL_VALUE: "integers from 0 to 255, empty strings and nil slices need no allocation; "
        "other values do",
        Allocation.CAPACITY: "it allocates only when the slice's capacity is used up",
        Allocation.CAPACITY_BUFFER: "when the capacity is used up, the first 32 bytes are on the stack, "
        "more is on the heap",
        Allocation.SLICE_BUFFER: "up to 32 bytes it is on the stack, beyond that on the heap (Go 1.25 and later)",
        Allocation.MAP_GROWTH: "the first 8 entries are on the stack, more of them on the heap",
        Allocation.RUN_TIME: "whether it allocates is decided by its value or size at run time",
        Allocation.DESPITE: "its memory comes from the heap all the same",
    },
    leaks={
        Leak.NONE: "does not escape: a pointer to a stack variable may be passed",
        Leak.HEAP: "leaks to the heap: what the caller passes a pointer to has to be on the heap",
        Leak.CONTENT: "leaks its content: what it points at may be on the stack, what is reached from there "
        "has to be on the heap",
        Leak.RESULT: "leaks to {result}: what it points at has to live as long as the caller keeps that result",
        Leak.RESULT_CONTENT: "leaks its content to {result} (dereferences: {count})",
        Leak.UNSAFE_UINTPTR: "is a `uintptr` that may hold an address: what it came from is kept alive during the call",
        Leak.ESCAPING_UINTPTR: "is a `uintptr` that escapes: what its address came from has to be on the heap",
    },
    words={
        Word.HEAP: "the heap",
        Word.TEMPORARY: "a temporary",
        Word.HIDDEN: "a hidden variable",
        Word.ARGUMENTS: "the slice of variadic arguments",
        Word.FUNCTION_LITERAL: "the function literal",
        Word.INLINED_RESULT: "the result of an inlined call",
        Word.RESULT: "result number {count}",
        Word.NAMED_RESULT: "result {result}",
        Word.PASSED: "passed to {callee}",
        Word.PASSED_TO_HEAP: "passed to {callee}, from where it reaches the heap",
        Word.WITH_CODE: "{clause}: {code}",
        Word.IN_TURN: "{subject} in turn: {clause}",
        Word.FLOWS: "{source} flows to {target}",
        Word.UNKNOWN_OPERATION: "step {word} of the compiler",
        Word.PARAMETER: "parameter {subject} {clause}",
        Word.BECAUSE: "{verdict}: {reason}",
        Word.SENTENCE: "{clause}.",
        Word.LIST: "; ",
        Word.NOTHING_TO_CHANGE: "There is nothing to change: it costs no allocation.",
        Word.COMPILED: "Go {release}, compiler",
        Word.PREDICTED: "predicted by the rules of Go {release}",
        Word.PREDICTED_WITHOUT_INLINING: "predicted by the rules of Go {release}, without inlining",
        Word.WOULD_STAY: "It would stay on the stack if {clause}.",
        Word.AT_PLACE: "{clause} ({place})",
        Word.LINE: "line {line}",
        Word.ITSELF: "it",
        Word.CUT_CALL: "{subject} were not passed to {callee}",
        Word.CUT_UNKNOWN: "it were not for the step {word} of the compiler",
        Word.AS_OF: "{note}, as of {time} UTC",
    },
    results=(
        "the first result",
        "the second result",
        "the third result",
        "the fourth result",
        "the fifth result",
    ),
)
