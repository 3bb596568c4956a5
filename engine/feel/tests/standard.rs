//! The examples that the tables of built-in functions in DMN 1.5 §10.3.4 give.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::shown;

fn all_hold(examples: &str) {
    for example in examples.lines().map(str::trim).filter(|line| !line.is_empty()) {
        assert_eq!(shown(example), "true", "{example}");
    }
}

#[test]
fn conversions() {
    all_hold(
        r#"
        date("2012-12-25") - date("2012-12-24") = duration("P1D")
        date(date and time("2012-12-25T11:00:00Z")) = date("2012-12-25")
        date(2012, 12, 25) = date("2012-12-25")
        date and time(date("2012-12-24"), time("23:59:00")) = date and time("2012-12-24T23:59:00")
        date and time("2012-12-24T23:59:00") + duration("PT1M") = date and time("2012-12-25T00:00:00")
        time("23:59:00z") + duration("PT2M") = time("00:01:00@Etc/UTC")
        time(date and time("2012-12-25T11:00:00Z")) = time("11:00:00Z")
        time("23:59:00z") = time(23, 59, 0, duration("PT0H"))
        number("1 000,0", " ", ",") = number("1,000.0", ",", ".")
        string(1.1) = "1.1"
        string(null) = null
        date and time("2012-12-24T23:59:00") - date and time("2012-12-22T03:45:00") = duration("P2DT20H14M")
        duration("P2Y2M") = duration("P26M")
        years and months duration(date("2011-12-22"), date("2013-08-24")) = duration("P1Y8M")
        context([{key: "a", value: 1}, {key: "b", value: 2}]) = {a: 1, b: 2}
        context([{key: "a", value: 1}, {key: "b"}]) = null
        not(true) = false
        not(null) = null
        "#,
    );
}

#[test]
fn strings() {
    all_hold(
        r#"
        substring("foobar", 3) = "obar"
        substring("foobar", 3, 3) = "oba"
        substring("foobar", -2, 1) = "a"
        substring("\U01F40Eab", 2) = "ab"
        string length("foo") = 3
        string length("\U01F40Eab") = 3
        upper case("aBc4") = "ABC4"
        lower case("aBc4") = "abc4"
        substring before("foobar", "bar") = "foo"
        substring before("foobar", "xyz") = ""
        substring before("foobar", "") = ""
        substring after("foobar", "ob") = "ar"
        substring after("", "a") = ""
        substring after("foobar", "") = "foobar"
        replace("abcd", "(ab)|(a)", "[1=$1][2=$2]") = "[1=ab][2=]cd"
        replace("abcd", ".*?", "x") = null
        replace("abcd", "b", "$") = null
        contains("foobar", "of") = false
        starts with("foobar", "fo") = true
        ends with("foobar", "r") = true
        matches("foobar", "^fo*b") = true
        split("John Doe", "\\s") = ["John", "Doe"]
        split("a;b;c;;", ";") = ["a", "b", "c", "", ""]
        string join(["a", "b", "c"], "_and_") = "a_and_b_and_c"
        string join(["a", "b", "c"], "") = "abc"
        string join(["a", "b", "c"], null) = "abc"
        string join(["a"], "X") = "a"
        string join(["a", null, "c"], "X") = "aXc"
        string join([], "X") = ""
        "#,
    );
}

#[test]
fn lists() {
    all_hold(
        r#"
        list contains([1, 2, 3], 2) = true
        list contains([1, 2, null], null) = true
        list replace([2, 4, 7, 8], 3, 6) = [2, 4, 6, 8]
        list replace([2, 4, 7, 8], function(item, newItem) item < newItem, 5) = [5, 5, 7, 8]
        [count([1, 2, 3]), count([]), count([1, [2, 3]])] = [3, 0, 2]
        [min([1, 2, 3]), max(1, 2, 3), min(1), min([1])] = [1, 3, 1, 1]
        [max([]), sum([]), mean([])] = [null, null, null]
        [sum([1, 2, 3]), sum(1, 2, 3), sum(1), mean([1, 2, 3])] = [6, 6, 1, 2]
        [all([false, null, true]), all(true), all([true]), all([])] = [false, true, true, true]
        all(0) = null
        [any([false, null, true]), any(false), any([])] = [true, false, false]
        any(0) = null
        sublist([4, 5, 6], 1, 2) = [4, 5]
        append([1], 2, 3) = [1, 2, 3]
        concatenate([1, 2], [3]) = [1, 2, 3]
        insert before([1, 3], 1, 2) = [2, 1, 3]
        remove([1, 2, 3], 2) = [1, 3]
        reverse([1, 2, 3]) = [3, 2, 1]
        index of([1, 2, 3, 2], 2) = [2, 4]
        union([1, 2], [2, 3]) = [1, 2, 3]
        distinct values([1, 2, 3, 2, 1]) = [1, 2, 3]
        flatten([[1, 2], [[3]], 4]) = [1, 2, 3, 4]
        [product([2, 3, 4]), product(2, 3, 4)] = [24, 24]
        [median(8, 2, 5, 3, 4), median([6, 1, 2, 3]), median([])] = [4, 2.5, null]
        stddev(2, 4, 7, 5) = 2.081665999466132735282297706979931
        [stddev([47]), stddev(47), stddev([])] = [null, null, null]
        [mode(6, 3, 9, 6, 6), mode([6, 1, 9, 6, 1]), mode([])] = [[6], [1, 6], []]
        sort(list: [3, 1, 4, 5, 2], precedes: function(x, y) x < y) = [1, 2, 3, 4, 5]
        "#,
    );
}

#[test]
fn numbers() {
    all_hold(
        r#"
        [decimal(1/3, 2), decimal(1.5, 0), decimal(2.5, 0), decimal(0.5, 0)] = [.33, 2, 2, 0]
        [floor(1.5), floor(-1.56, 1), ceiling(1.5), ceiling(-1.56, 1)] = [1, -1.6, 2, -1.5]
        [round up(5.5, 0), round up(-5.5, 0), round up(1.121, 2), round up(-1.126, 2)] = [6, -6, 1.13, -1.13]
        [round down(5.5, 0), round down(-5.5, 0), round down(1.121, 2), round down(-1.126, 2)] = [5, -5, 1.12, -1.12]
        [round half up(5.5, 0), round half up(-5.5, 0), round half up(1.121, 2), round half up(-1.126, 2)] = [6, -6, 1.12, -1.13]
        [round half down(5.5, 0), round half down(-5.5, 0), round half down(1.121, 2), round half down(-1.126, 2)] = [5, -5, 1.12, -1.13]
        [abs(10), abs(-10), abs(@"PT5H"), abs(@"-PT5H")] = [10, 10, @"PT5H", @"PT5H"]
        [modulo(12, 5), modulo(-12, 5), modulo(12, -5), modulo(-12, -5)] = [2, 3, -3, -2]
        [modulo(10.1, 4.5), modulo(-10.1, 4.5), modulo(10.1, -4.5), modulo(-10.1, -4.5)] = [1.1, 3.4, -3.4, -1.1]
        [sqrt(16), decimal(log(10), 8), decimal(exp(5), 8)] = [4, 2.30258509, 148.41315910]
        [odd(5), odd(2), even(5), even(2)] = [true, false, false, true]
        "#,
    );
}

#[test]
fn dates() {
    all_hold(
        r#"
        is(date("2012-12-25"), time("23:00:50")) = false
        is(date("2012-12-25"), date("2012-12-25")) = true
        is(time("23:00:50z"), time("23:00:50")) = false
        is(time("23:00:50z"), time("23:00:50+00:00")) = true
        day of year(date(2019, 9, 17)) = 260
        day of week(date(2019, 9, 17)) = "Tuesday"
        month of year(date(2019, 9, 17)) = "September"
        [week of year(date(2019, 9, 17)), week of year(date(2003, 12, 29)), week of year(date(2004, 1, 4))] = [38, 1, 1]
        [week of year(date(2005, 1, 1)), week of year(date(2005, 1, 3)), week of year(date(2005, 1, 9))] = [53, 1, 1]
        "#,
    );
}

#[test]
fn ranges() {
    all_hold(
        r#"
        [before(1, 10), before(10, 1), before(1, [1..10]), before(1, (1..10]), before(1, [5..10])] = [true, false, false, true, true]
        [before([1..10], 10), before([1..10), 10), before([1..10], 15)] = [false, true, true]
        [before([1..10], [15..20]), before([1..10], [10..20]), before([1..10), [10..20]), before([1..10], (10..20])] = [true, false, true, true]
        [after(10, 5), after(5, 10), after(12, [1..10]), after(10, [1..10)), after(10, [1..10])] = [true, false, true, true, false]
        [after([11..20], 12), after([11..20], 10), after((11..20], 11), after([11..20], 11)] = [false, true, true, false]
        [after([11..20], [1..10]), after([1..10], [11..20]), after([11..20], [1..11)), after((11..20], [1..11])] = [true, false, true, true]
        [meets([1..5], [5..10]), meets([1..5), [5..10]), meets([1..5], (5..10]), meets([1..5], [6..10])] = [true, false, false, false]
        [met by([5..10], [1..5]), met by([5..10], [1..5)), met by((5..10], [1..5]), met by([6..10], [1..5])] = [true, false, false, false]
        [overlaps([1..5], [3..8]), overlaps([3..8], [1..5]), overlaps([1..8], [3..5]), overlaps([1..5], [6..8])] = [true, true, true, false]
        [overlaps([1..5], [5..8]), overlaps([1..5], (5..8]), overlaps([1..5), [5..8]), overlaps((5..8], [1..5])] = [true, false, false, false]
        [finishes(10, [1..10]), finishes(10, [1..10)), finishes([5..10], [1..10]), finishes([5..10), [1..10])] = [true, false, true, false]
        [finishes([5..10), [1..10)), finishes([1..10], [1..10]), finishes((1..10], [1..10])] = [true, true, true]
        [finished by([1..10], 10), finished by([1..10), 10), finished by([1..10], (1..10])] = [true, false, true]
        [includes([1..10], 5), includes([1..10], 12), includes([1..10], 1), includes((1..10], 1), includes([1..10), 10)] = [true, false, true, false, false]
        [includes([1..10], [4..6]), includes((1..10], (1..5]), includes((1..10), (1..10)), includes([1..10), [5..10))] = [true, true, true, true]
        [during(5, [1..10]), during(12, [1..10]), during(1, (1..10]), during([4..6], [1..10)), during((1..5], (1..10])] = [true, false, false, true, true]
        [starts(1, [1..10]), starts(1, (1..10]), starts(2, [1..10]), starts([1..5], [1..10]), starts((1..5], (1..10])] = [true, false, false, true, true]
        [starts((1..5], [1..10]), starts([1..5], (1..10]), starts([1..10], [1..10]), starts([1..10), [1..10])] = [false, false, true, true]
        [started by([1..10], 1), started by((1..10], 1), started by([1..10], [1..5]), started by([1..10], (1..5])] = [true, false, true, false]
        [coincides(5, 5), coincides(3, 4), coincides([1..5], [1..5]), coincides((1..5), [1..5]), coincides([1..5], [2..6])] = [true, false, true, false, false]
        "#,
    );
}

#[test]
fn contexts() {
    all_hold(
        r#"
        get value({key1: "value1"}, "key1") = "value1"
        get value({key1: "value1"}, "unexistent-key") = null
        get entries({key1: "value1", key2: "value2"})[key = "key1"].value = ["value1"]
        context put({x: 1}, "y", 2) = {x: 1, y: 2}
        context put({x: 1, y: 0}, "y", 2) = {x: 1, y: 2}
        context put({x: 1, y: 0, z: 0}, "y", 2) = {x: 1, y: 2, z: 0}
        context put({x: 1, y: {a: 0}}, ["y", "a"], 2) = {x: 1, y: {a: 2}}
        context put({x: 1, y: {a: 0}}, [], 2) = null
        context merge([{x: 1}, {y: 2}]) = {x: 1, y: 2}
        context merge([{x: 1, y: 0}, {y: 2}]) = {x: 1, y: 2}
        "#,
    );
}

#[test]
fn properties_and_paths() {
    all_hold(
        r#"
        [@"2019-09-17".year, @"2019-09-17".month, @"2019-09-17".day, @"2019-09-17".weekday] = [2019, 9, 17, 2]
        @"2019-09-17T10:20:30@America/Bogota".time offset = @"-PT5H"
        @"2019-09-17T10:20:30@America/Bogota".timezone = "America/Bogota"
        [@"P1DT2H3M4S".days, @"P1DT2H3M4S".hours, @"-P1Y2M".years, @"-P1Y2M".months] = [1, 2, -1, -2]
        [[1..5).start, [1..5).end, [1..5).start included, [1..5).end included] = [1, 5, true, false]
        [{a: {b: 1}}, {a: {b: [2.1, 2.2]}}].a.b = [1, [2.1, 2.2]]
        [1, 2, 3, 4][item > 2] = [3, 4]
        [{x: 1, y: 2}, {x: 2, y: 3}][x = 1] = [{x: 1, y: 2}]
        [1, 2, 3, 4][-1] = 4
        "text"[1] = "text"
        {a: 1, b: a + 1}.b = 2
        "#,
    );
}
